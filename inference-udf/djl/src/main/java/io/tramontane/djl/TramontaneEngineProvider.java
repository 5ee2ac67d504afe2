package io.tramontane.djl;

import io.tramontane.backend.Backend;
import io.tramontane.backend.local.LocalBackend;
import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;

/** The project's own engine, which runs GGUF models in this JVM. */
public final class TramontaneEngineProvider extends BackendEngineProvider {
  /** What to give to {@code Criteria.optEngine}. */
  public static final String NAME = "Tramontane";

  /** For DJL, which finds it as a service. */
  public TramontaneEngineProvider() {
    super(NAME);
  }

  @Override
  protected Backend open(Path model, EngineSettings settings) {
    return LocalBackend.open(model, settings);
  }
}
