package io.tramontane.transformer;

/** Which elements of a head rotate together as a pair. */
public enum RopePairing {
  /** Elements 2i and 2i + 1, as the rotary embedding was published. */
  ADJACENT
}
