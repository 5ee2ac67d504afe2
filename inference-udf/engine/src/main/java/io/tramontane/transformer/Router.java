package io.tramontane.transformer;

/** How a router's logits weigh the experts of a token; the highest logits choose them. */
public enum Router {
  /** By the softmax over the chosen. */
  SOFTMAX_OF_CHOSEN(true),
  /** By the softmax over all, so that the weights of the chosen add up to less than 1. */
  SOFTMAX_OF_ALL(false);

  private final boolean sumsTo1;

  Router(boolean sumsTo1) {
    this.sumsTo1 = sumsTo1;
  }

  /** Whether the weights of a token's experts add up to 1. */
  boolean sumsTo1() {
    return sumsTo1;
  }
}
