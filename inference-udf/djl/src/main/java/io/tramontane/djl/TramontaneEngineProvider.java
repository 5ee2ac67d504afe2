package io.tramontane.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/** How DJL finds the {@link TramontaneEngine}: a service, see {@code META-INF/services}. */
public final class TramontaneEngineProvider implements EngineProvider {
  static {
    // DJL loads all providers, then calls home.
    Telemetry.switchOff();
  }

  /** Made late: DJL's Engine cannot initialize while it loads the providers. */
  private static final class Holder {
    static final TramontaneEngine ENGINE = new TramontaneEngine();
  }

  @Override
  public String getEngineName() {
    return TramontaneEngine.NAME;
  }

  @Override
  public int getEngineRank() {
    return TramontaneEngine.RANK;
  }

  @Override
  public Engine getEngine() {
    return Holder.ENGINE;
  }
}
