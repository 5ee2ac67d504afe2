package io.tramontane.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import io.tramontane.backend.Backend;
import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Backend} as an engine of DJL's. A subclass with a public constructor without parameters
 * is all that an engine needs, once its jar names it in {@code
 * META-INF/services/ai.djl.engine.EngineProvider}.
 */
public abstract class BackendEngineProvider implements EngineProvider {
  static {
    // DJL loads all providers, then calls home.
    Telemetry.switchOff();
  }

  private final String name;
  private @Nullable Engine engine;

  /**
   * A provider.
   *
   * @param name what {@code Criteria.optEngine} and {@code tramontane.model.engine} call the engine
   */
  protected BackendEngineProvider(String name) {
    this.name = name;
  }

  /**
   * Opens a model. The caller closes it.
   *
   * @param model its file, or the first of several
   * @param settings for engines in this JVM
   * @throws io.tramontane.failure.InvalidInputException if it is no model of this engine's
   * @throws io.tramontane.failure.InsufficientResourcesException if there is too little memory
   */
  protected abstract Backend open(Path model, EngineSettings settings);

  @Override
  public final String getEngineName() {
    return name;
  }

  @Override
  public final int getEngineRank() {
    return BackendEngine.RANK;
  }

  /** Made late: DJL's Engine cannot initialize while it loads the providers. */
  @Override
  public final synchronized Engine getEngine() {
    if (engine == null) {
      engine = new BackendEngine(name, this::open);
    }
    return engine;
  }
}
