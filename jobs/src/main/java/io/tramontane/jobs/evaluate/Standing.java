package io.tramontane.jobs.evaluate;

/** What becomes of a document in an evaluation. */
enum Standing {
  /** The figures are about it. */
  EVALUATED(0),
  /** There is no gold for it. */
  WITHOUT_GOLD(1),
  /** Its gold is not among the run's labels. */
  GOLD_IS_NO_LABEL(2),
  /** The corpus does not hold it any more as the run read it, so gold may be of another text. */
  CHANGED(3);

  private final int code;

  Standing(int code) {
    this.code = code;
  }

  /** The number that stands for it. */
  int code() {
    return code;
  }
}
