package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.Arguments;
import io.tramontane.udf.function.BoundFunction;
import io.tramontane.udf.function.SqlFunction;
import io.tramontane.udf.function.WrongArgumentException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A call of one of the functions in a plan. It is never evaluated itself: {@link ExtractModelCalls}
 * puts a column in its place.
 */
public final class ModelCall extends Expression implements Unevaluable, Serializable {
  private final SqlFunction function;
  private final Seq<Expression> arguments;
  private transient volatile @Nullable BoundFunction bound;

  /**
   * A call; Spark makes it anew by this constructor too.
   *
   * @param arguments as many as the function takes
   */
  public ModelCall(SqlFunction function, Seq<Expression> arguments) {
    this.function = function;
    this.arguments = arguments;
  }

  String name() {
    return function.signature().name();
  }

  /** The call for its function; its arguments have been checked. */
  BoundFunction bound() {
    BoundFunction known = bound;
    if (known == null) {
      try {
        known = bind();
      } catch (WrongArgumentException e) {
        throw new IllegalStateException(
            "Cannot plan a call of " + name() + ": Spark has not checked its arguments.", e);
      }
      bound = known;
    }
    return known;
  }

  private BoundFunction bind() throws WrongArgumentException {
    Arguments checked =
        new Arguments(
            function.signature(),
            Sequences.list(arguments).stream().map(ExpressionArgument::of).toList());
    BoundFunction call = function.bind(checked);
    for (int text : call.textArguments()) {
      checked.requireText(text);
    }
    return call;
  }

  /** The texts that the model is asked about. */
  List<Expression> texts() {
    return bound().textArguments().stream().<Expression>map(arguments::apply).toList();
  }

  /** The same question for those rows alone of which a guard is true. */
  ModelCall onlyIf(Expression guard) {
    // Where one of the texts is NULL, the model is not asked.
    int first = bound().textArguments().get(0);
    List<Expression> changed = new ArrayList<>(Sequences.list(arguments));
    Expression text = arguments.apply(first);
    changed.set(first, new If(guard, text, new Literal(null, text.dataType())));
    return new ModelCall(function, Sequences.sequence(changed));
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    if (Sequences.list(arguments).stream().anyMatch(ModelCall::hasVariable)) {
      return new TypeCheckResult.TypeCheckFailure(
          "it reads the variable of a lambda function, which no row has. Explode the array, and call the function on its rows");
    }
    try {
      bind();
      return TypeCheckResult.TypeCheckSuccess$.MODULE$;
    } catch (WrongArgumentException e) {
      return new TypeCheckResult.TypeCheckFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Whether an expression reads the variable of a lambda function around it. */
  private static boolean hasVariable(Expression expression) {
    return expression instanceof NamedLambdaVariable
        || (!(expression instanceof LambdaFunction)
            && Sequences.list(expression.children()).stream().anyMatch(ModelCall::hasVariable));
  }

  @Override
  public DataType dataType() {
    return AvroValues.type(bound().result());
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
    return name();
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
            .formatted(name()));
  }

  @Override
  public String toString() {
    return name()
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
