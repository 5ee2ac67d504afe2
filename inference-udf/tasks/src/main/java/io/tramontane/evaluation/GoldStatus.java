package io.tramontane.evaluation;

/** Whether a document can be evaluated by its gold. */
public enum GoldStatus {
  /** It can. */
  USABLE,
  /** There is no gold. */
  MISSING,
  /** The run could not have given this answer: for a classification, it is none of the labels. */
  NOT_AN_ANSWER,
  /**
   * The corpus no longer holds the document as the run read it, so the gold may be that of another
   * text.
   */
  OUTDATED
}
