package io.tramontane.tensor;

/**
 * The arithmetic that takes the time, with its result fixed to the bit.
 *
 * <p>Every operation is defined in terms of single IEEE 754 binary32 operations in one order.
 * Implementations differ in speed only: a result never depends on the vector width, on which
 * implementation ran, or on what else was computed in the same call.
 *
 * <p>Implementations are stateless and thread-safe. Ranges are the caller's to check.
 */
public interface Kernel extends MatrixKernel, DecodingKernel, RowKernel {
  /** Accumulators of a sum, and the unit in which matrix columns are padded. */
  int LANES = 16;

  /** The next multiple of {@link #LANES}. */
  static int roundUp(int length) {
    return (length + LANES - 1) / LANES * LANES;
  }

  /**
   * The implementation on vectors of some width.
   *
   * @throws io.tramontane.failure.InvalidInputException if this JVM has no vectors of that width
   */
  static Kernel of(VectorBits bits) {
    return KernelSelection.of(bits);
  }

  /** {@link #of} with {@link VectorBits#AUTO}. */
  static Kernel best() {
    return of(VectorBits.AUTO);
  }
}
