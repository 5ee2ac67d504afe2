package io.tramontane.tensor;

/**
 * Two matrix products of one input to compute, of which one gates the other: output =
 * activation(input · gateᵀ) * (input · upᵀ), element by element.
 *
 * @param gate N by K
 * @param up N by K
 * @param input R rows of K elements
 * @param output R rows of N elements, overwritten
 */
public record GatedProduct(
    WeightMatrix gate, WeightMatrix up, Activation activation, Rows input, Rows output) {
  public GatedProduct {
    if (gate.rows() != up.rows() || gate.columns() != up.columns()) {
      throw new IllegalArgumentException(
          "Cannot gate %s x %s weights by %s x %s."
              .formatted(up.rows(), up.columns(), gate.rows(), gate.columns()));
    }
    output.requireRoomFor(input.count(), gate.rows());
  }
}
