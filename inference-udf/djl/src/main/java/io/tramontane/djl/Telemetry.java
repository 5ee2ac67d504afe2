package io.tramontane.djl;

/**
 * Switches DJL's telemetry off. DJL asks the cloud for the machine's name, and reports it, while
 * its class {@code Engine} initializes; so this class uses none of DJL's, and is used before.
 *
 * <p>An environment that sets {@code OPT_OUT_TRACKING} or {@code DJL_OFFLINE} itself has the last
 * word: that is how DJL reads them.
 */
public final class Telemetry {
  private Telemetry() {}

  /** Sets the system properties that DJL reads. Without effect once DJL's engines are loaded. */
  public static void switchOff() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
  }
}
