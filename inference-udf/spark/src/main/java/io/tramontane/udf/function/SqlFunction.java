package io.tramontane.udf.function;

import java.io.Serializable;

/**
 * A SQL function that asks the model about texts. Found as a service, see {@link SqlFunctions}: one
 * class, named in {@code META-INF/services/io.tramontane.udf.function.SqlFunction}, is a function.
 *
 * <p>Without state, and equal to any other of its class, as a record without components is.
 */
public interface SqlFunction extends Serializable {
  /** What it is called, takes and gives. */
  Signature signature();

  /**
   * One call of it.
   *
   * @param arguments as many as the signature allows
   * @throws WrongArgumentException if one cannot be used
   */
  BoundFunction bind(Arguments arguments) throws WrongArgumentException;
}
