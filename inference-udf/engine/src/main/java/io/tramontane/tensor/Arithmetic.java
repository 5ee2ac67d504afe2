package io.tramontane.tensor;

/** What matrix products are computed in. Results depend on it. */
public enum Arithmetic {
  /** Weights as they are stored say, products in exact order: see {@link FloatPanels}. */
  FLOAT32("float32"),
  /** Activations rounded to 8 bits, integer products: see {@link Int8Panels}. */
  INT8("int8");

  private final String text;

  Arithmetic(String text) {
    this.text = text;
  }

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return text;
  }
}
