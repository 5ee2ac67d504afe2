package io.tramontane.tensor;

/**
 * A linear map: output = input · weightsᵀ + bias.
 *
 * @param weights N by K
 * @param bias N elements, or none for nothing to add. Nobody changes it
 */
public record Linear(WeightMatrix weights, float[] bias) {
  private static final float[] NO_BIAS = {};

  public Linear {
    if (bias.length > 0 && bias.length != weights.rows()) {
      throw new IllegalArgumentException(
          "Cannot add a bias of %s elements to products with %s rows of weights."
              .formatted(bias.length, weights.rows()));
    }
  }

  /** Without a bias. */
  public static Linear of(WeightMatrix weights) {
    return new Linear(weights, NO_BIAS);
  }

  /**
   * Adds a part of the bias to each row of products.
   *
   * @param firstRow of the weights that the products are with
   * @param count how many rows of weights they are with
   */
  void addBias(Rows products, int firstRow, int count) {
    if (bias.length == 0) {
      return;
    }
    for (int row = 0; row < products.count(); row++) {
      int start = products.start() + row * products.stride();
      for (int i = 0; i < count; i++) {
        products.data()[start + i] += bias[firstRow + i];
      }
    }
  }
}
