package io.tramontane.udf.function;

/** A call has an argument that its function cannot use. */
public final class WrongArgumentException extends Exception {
  /**
   * @param message what is wrong, without the name of the function and without a full stop: Spark
   *     puts both around it
   */
  public WrongArgumentException(String message) {
    super(message);
  }
}
