package io.tramontane.udf.catalyst;

import io.tramontane.version.SoftwareVersion;
import java.util.List;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.util.Failure;

/**
 * {@code tramontane_version()}: a constant, by which a client sees whether it was made for the
 * functions of its session. It asks no model.
 */
final class VersionFunction {
  static final FunctionIdentifier NAME = FunctionIdentifier.apply("tramontane_version");

  private VersionFunction() {}

  /** What DESCRIBE FUNCTION says. */
  static ExpressionInfo info() {
    return new ExpressionInfo(
        Literal.class.getName(),
        "",
        NAME.funcName(),
        "_FUNC_() - The version of Tramontane that the session runs.",
        "",
        "",
        "",
        "",
        "",
        "",
        Registration.SOURCE);
  }

  static Function1<Seq<Expression>, Expression> builder() {
    return arguments ->
        arguments.isEmpty()
            ? Literal.create(UTF8String.fromString(SoftwareVersion.get()), DataTypes.StringType)
            : new Failure<Expression>(
                    Registration.wrongCount(NAME.funcName(), List.of(0), arguments.size()))
                .get();
  }
}
