package io.tramontane.tensor;

/** What the gate of a feed-forward network goes through before it multiplies. */
public enum Activation {
  /** {@code x / (1 + exp(-x))}, as {@link RowKernel#siluMultiply} computes it. */
  SILU,
  /**
   * That of gpt-oss, which bounds both factors and adds 1 to the other, as {@link
   * RowKernel#clampedSwiglu} computes it.
   */
  CLAMPED_SWIGLU
}
