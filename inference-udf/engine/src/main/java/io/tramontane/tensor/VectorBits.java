package io.tramontane.tensor;

/** How wide the vectors are that a {@link Kernel} computes with. Results do not depend on it. */
public enum VectorBits {
  /**
   * The widest that the machine has, up to 512; without vectors, after a warning, where the module
   * {@code jdk.incubator.vector} is absent.
   */
  AUTO("auto", 0),
  BITS_512("512", 512),
  BITS_256("256", 256),
  BITS_128("128", 128),
  /** Plain Java, many times slower. */
  NONE("none", 0);

  private final String text;
  private final int bits;

  VectorBits(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** The width in bits; 0 where none is named. */
  int bits() {
    return bits;
  }

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return text;
  }
}
