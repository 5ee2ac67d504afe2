package io.tramontane.tensor;

/** Whether matrix products may run in native code. Results do not depend on it. */
public enum NativeCode {
  /** Where there is a library for this machine. */
  AUTO("auto"),
  /** In Java only. */
  OFF("off");

  private final String text;

  NativeCode(String text) {
    this.text = text;
  }

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return text;
  }
}
