package io.tramontane.transformer;

/** Which elements of a head rotate together as a pair; of n that rotate, 2i and i are below n. */
public enum RopePairing {
  /** Elements 2i and 2i + 1, as the rotary embedding was published. */
  ADJACENT,
  /** Elements i and i + n/2, as in GPT-NeoX. */
  HALVES
}
