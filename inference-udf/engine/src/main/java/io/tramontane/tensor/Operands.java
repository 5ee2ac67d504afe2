package io.tramontane.tensor;

/**
 * What is multiplied: input · weightsᵀ.
 *
 * @param weights N by K
 * @param input R rows of K elements
 */
public record Operands(WeightMatrix weights, Rows input) {
  public Operands {
    if (input.stride() < weights.columns()) {
      throw new IllegalArgumentException(
          "Cannot multiply %s rows of stride %s by %s x %s weights."
              .formatted(input.count(), input.stride(), weights.rows(), weights.columns()));
    }
  }
}
