package io.tramontane.tensor;

/**
 * Two matrix products of one input to compute, of which one gates the other: output =
 * activation(gate(input)) * up(input), element by element.
 *
 * @param gate N by K, and bias
 * @param up N by K, and bias
 * @param input R rows of K elements
 * @param output R rows of N elements, overwritten
 */
public record GatedProduct(Linear gate, Linear up, Activation activation, Rows input, Rows output) {
  public GatedProduct {
    WeightMatrix by = gate.weights();
    WeightMatrix gated = up.weights();
    if (by.rows() != gated.rows() || by.columns() != gated.columns()) {
      throw new IllegalArgumentException(
          "Cannot gate %s x %s weights by %s x %s."
              .formatted(gated.rows(), gated.columns(), by.rows(), by.columns()));
    }
    output.requireRoomFor(input.count(), by.rows());
  }
}
