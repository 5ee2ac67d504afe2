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
    output.requireRoomFor(input.count(), weights.rows());
  }

  Operands operands() {
    return new Operands(weights, input);
  }
}
