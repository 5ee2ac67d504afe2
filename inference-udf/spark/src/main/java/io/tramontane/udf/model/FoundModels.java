package io.tramontane.udf.model;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that this driver has found to be there. Each is looked for once: executors that have
 * loaded one do not care whether its place still answers. Thread-safe.
 */
public final class FoundModels {
  private static final Set<ModelSource> FOUND = ConcurrentHashMap.newKeySet();

  private FoundModels() {}

  /**
   * Looks for a model, as far as a driver can.
   *
   * @param usedHere whether this JVM uses the model, and no other
   * @throws io.tramontane.failure.InvalidInputException if there is none
   * @throws io.tramontane.failure.InsufficientResourcesException if its place does not answer
   */
  public static void require(ModelKey model, boolean usedHere) {
    ModelSource source = model.source();
    // Hosts that have a model of a digest do not ask its URL.
    boolean isAsked = !(source instanceof ModelUrl) || model.sha256() == null;
    if (isAsked && !FOUND.contains(source)) {
      source.check(usedHere);
      FOUND.add(source);
    }
  }
}
