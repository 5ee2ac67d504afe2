package io.tramontane.udf.catalyst;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.util.function.Supplier;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkRuntimeException;
import scala.collection.immutable.Map;

/**
 * What ends a query, as an exception of Spark's: Spark's clients in all languages show one in a
 * line, and its condition and SQLSTATE can be asked for, where others come as a page of Java
 * frames.
 */
final class QueryFailure {
  /** That of {@code raise_error}, whose message is what it was given. */
  private static final String CONDITION = "USER_RAISED_EXCEPTION";

  private QueryFailure() {}

  /**
   * Does some work of a query.
   *
   * @throws SparkRuntimeException where the work fails for a reason that we can tell
   */
  static <T> T explained(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidInputException | InsufficientResourcesException e) {
      throw new SparkRuntimeException(
          CONDITION,
          new Map.Map1<>("errorMessage", String.valueOf(e.getMessage())),
          e,
          new QueryContext[0],
          "");
    }
  }
}
