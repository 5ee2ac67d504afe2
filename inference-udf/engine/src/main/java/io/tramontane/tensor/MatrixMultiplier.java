package io.tramontane.tensor;

import java.util.List;

/** Computes matrix products. One caller at a time. */
public interface MatrixMultiplier {
  /**
   * Computes all products in one parallel phase. Their outputs must not overlap each other or any
   * input.
   */
  void multiply(List<Product> products);

  /** Likewise. */
  void multiplyGated(List<GatedProduct> products);
}
