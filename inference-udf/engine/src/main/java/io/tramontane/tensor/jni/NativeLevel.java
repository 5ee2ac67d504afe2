package io.tramontane.tensor.jni;

import io.tramontane.tensor.VectorBits;
import java.util.Arrays;
import java.util.Optional;

/** Sets of instructions that the library has code for, the fastest first. */
enum NativeLevel {
  AVX512_VNNI(0, VectorBits.BITS_512),
  AVX_VNNI(1, VectorBits.BITS_256),
  AVX2(2, VectorBits.BITS_256);

  private final int number;
  private final VectorBits bits;

  NativeLevel(int number, VectorBits bits) {
    this.number = number;
    this.bits = bits;
  }

  /** Its index among {@code levels} of {@code jni.c}. */
  int number() {
    return number;
  }

  /** Whether it is among some levels, a bit for each by its number. */
  boolean isIn(int levels) {
    return (levels >> number & 1) == 1;
  }

  /**
   * The fastest level for vectors of a width.
   *
   * @param supported a bit for each level that the processor has
   */
  static Optional<NativeLevel> of(VectorBits wanted, int supported) {
    return Arrays.stream(values())
        .filter(level -> level.isIn(supported))
        .filter(level -> wanted == VectorBits.AUTO || wanted == level.bits)
        .findFirst();
  }
}
