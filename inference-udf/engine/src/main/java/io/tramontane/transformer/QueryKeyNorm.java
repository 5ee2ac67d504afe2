package io.tramontane.transformer;

/** Over how much of a token's queries, and of its keys, a norm in front of the rotation goes. */
public enum QueryKeyNorm {
  /** Each head for itself, all with the same weights. */
  EACH_HEAD,
  /** All heads together. */
  ALL_HEADS
}
