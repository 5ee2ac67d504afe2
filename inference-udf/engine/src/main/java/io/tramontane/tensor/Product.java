package io.tramontane.tensor;

/**
 * One matrix product to compute: output = input · weightsᵀ + bias.
 *
 * @param linear weights, N by K, and bias
 * @param input R rows of K elements
 * @param output R rows of N elements, overwritten
 */
public record Product(Linear linear, Rows input, Rows output) {
  public Product {
    output.requireRoomFor(input.count(), linear.weights().rows());
  }

  /** Without a bias. */
  public Product(WeightMatrix weights, Rows input, Rows output) {
    this(Linear.of(weights), input, output);
  }

  /** What the input is multiplied by. */
  public WeightMatrix weights() {
    return linear.weights();
  }

  Operands operands() {
    return new Operands(weights(), input);
  }
}
