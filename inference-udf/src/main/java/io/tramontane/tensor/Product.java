package io.tramontane.tensor;

/**
 * One matrix product to compute: output = input · weightsᵀ.
 *
 * @param weights N by K
 * @param input R rows of K elements
 * @param output R rows of N elements, overwritten
 */
public record Product(WeightMatrix weights, Rows input, Rows output) {
  public Product {
    if (input.count() != output.count()
        || input.stride() < weights.columns()
        || output.stride() < weights.rows()) {
      throw new IllegalArgumentException(
          "Cannot multiply %d rows of stride %d by %d x %d weights into %d rows of stride %d."
              .formatted(
                  input.count(),
                  input.stride(),
                  weights.rows(),
                  weights.columns(),
                  output.count(),
                  output.stride()));
    }
  }
}
