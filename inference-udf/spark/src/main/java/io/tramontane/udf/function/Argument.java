package io.tramontane.udf.function;

import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** An argument of a call, before the query runs. */
public interface Argument {
  /** Its type. */
  DataType type();

  /** Whether it is the same for all rows. */
  boolean isConstant();

  /** The value of a constant, as Spark gives values to programs in Scala. */
  @Nullable Object value();

  /** As the query writes it. */
  String sql();
}
