package io.tramontane.task;

/** The model has answered, and its answer is none that the task can use. */
public final class UnusableAnswerException extends Exception {
  private final ErrorKind kind;

  /**
   * @param message for people; never holds text of the document
   */
  public UnusableAnswerException(ErrorKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What the row is counted as. */
  public ErrorKind kind() {
    return kind;
  }
}
