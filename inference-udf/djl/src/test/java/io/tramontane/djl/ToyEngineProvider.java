package io.tramontane.djl;

import io.tramontane.backend.Backend;
import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;

/** An engine that the product does not have: this class, and the {@link ToyBackend}. */
public final class ToyEngineProvider extends BackendEngineProvider {
  static final String NAME = "Toy";

  /** For DJL. */
  public ToyEngineProvider() {
    super(NAME);
  }

  @Override
  protected Backend open(Path model, EngineSettings settings) {
    return new ToyBackend(model, settings.stepTokens());
  }
}
