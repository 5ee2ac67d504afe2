package io.tramontane.tensor;

/** What the gate of a feed-forward network goes through before it multiplies. */
public enum Activation {
  /** {@code x / (1 + exp(-x))}, as {@link RowKernel#siluMultiply} computes it. */
  SILU
}
