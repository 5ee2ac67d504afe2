package io.tramontane.udf.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import scala.Option;

/** New columns. */
final class Columns {
  private Columns() {}

  /** A new column of an expression. */
  static Alias named(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression$.MODULE$.newExprId(),
        Sequences.sequence(List.of()),
        Option.empty(),
        Sequences.sequence(List.of()));
  }
}
