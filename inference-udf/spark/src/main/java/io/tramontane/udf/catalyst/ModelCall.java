package io.tramontane.udf.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A call of one of the functions in a plan. It is never evaluated itself: {@link ExtractModelCalls}
 * puts a column in its place.
 */
public final class ModelCall extends Expression implements Unevaluable, Serializable {
  private final AiFunction function;
  private final Seq<Expression> arguments;

  /**
   * A call; Spark makes it anew by this constructor too.
   *
   * @param arguments as many as the function takes
   */
  public ModelCall(AiFunction function, Seq<Expression> arguments) {
    this.function = function;
    this.arguments = arguments;
  }

  AiFunction function() {
    return function;
  }

  /** The text that the model is asked about. */
  Expression text() {
    return arguments.apply(0);
  }

  /** The same question about another text. */
  ModelCall about(Expression text) {
    List<Expression> changed = new ArrayList<>(Sequences.list(arguments));
    changed.set(0, text);
    return new ModelCall(function, Sequences.sequence(changed));
  }

  Constants constants() {
    return new Constants(Sequences.list(arguments));
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    DataType type = text().dataType();
    Optional<String> fault =
        type instanceof StringType || type instanceof NullType
            ? function.faultOf(constants())
            : Optional.of("its first argument must be a string, and is of the type " + type.sql());
    return fault
        .<TypeCheckResult>map(TypeCheckResult.TypeCheckFailure::new)
        .orElse(TypeCheckResult.TypeCheckSuccess$.MODULE$);
  }

  @Override
  public DataType dataType() {
    return function.type();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public String prettyName() {
    return function.sqlName();
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new ModelCall(function, children);
  }

  @Override
  public Object eval(InternalRow row) {
    throw unplanned();
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw unplanned();
  }

  private IllegalStateException unplanned() {
    return new IllegalStateException(
        "Cannot evaluate %s here: Spark's planner has left it where it is no column."
            .formatted(function.sqlName()));
  }

  @Override
  public String toString() {
    return function.sqlName()
        + "("
        + String.join(", ", Sequences.list(arguments).stream().map(String::valueOf).toList())
        + ")";
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return List.of(function, arguments).get(index);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ModelCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCall same
        && function.equals(same.function)
        && arguments.equals(same.arguments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(function, arguments);
  }
}
