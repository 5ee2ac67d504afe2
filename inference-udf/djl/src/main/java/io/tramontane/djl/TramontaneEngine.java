package io.tramontane.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The engine, for DJL. It runs on CPUs, and computes on requests, not on arrays. */
public final class TramontaneEngine extends Engine {
  /** What to give to {@code Criteria.optEngine}. */
  public static final String NAME = "Tramontane";

  /** Behind the engines that compute on arrays, for callers that name no engine. */
  static final int RANK = 10;

  TramontaneEngine() {}

  @Override
  public String getEngineName() {
    return NAME;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return Objects.requireNonNullElse(
        TramontaneEngine.class.getPackage().getImplementationVersion(), "development");
  }

  /** None: no other engine computes arrays for this one. */
  @Override
  public @Nullable Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String name, @Nullable Device device) {
    return new TramontaneModel(name, newBaseManager(device));
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(null);
  }

  @Override
  public NDManager newBaseManager(@Nullable Device device) {
    return new PassthroughNDManager(this, device);
  }
}
