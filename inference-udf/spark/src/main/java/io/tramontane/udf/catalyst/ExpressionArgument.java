package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.Argument;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** An argument of a {@link ModelCall}, for its function. */
record ExpressionArgument(Expression expression) implements Argument {
  /**
   * Without the names that fields of a struct may have as columns: Spark takes those out only
   * later, and does not hold what has them for constant.
   */
  static ExpressionArgument of(Expression expression) {
    return new ExpressionArgument(
        expression.transformUp(
            Sequences.everywhere(node -> node instanceof Alias alias ? alias.child() : node)));
  }

  @Override
  public DataType type() {
    return expression.dataType();
  }

  @Override
  public boolean isConstant() {
    return expression.foldable();
  }

  @Override
  public @Nullable Object value() {
    return CatalystTypeConverters.convertToScala(expression.eval(null), expression.dataType());
  }

  @Override
  public String sql() {
    return expression.sql();
  }
}
