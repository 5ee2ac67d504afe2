package io.tramontane.transformer;

/** How a router's logits choose the experts of a token and weigh them. */
public enum Router {
  /** The highest logits choose; the softmax over the chosen are the weights. */
  SOFTMAX_OF_CHOSEN
}
