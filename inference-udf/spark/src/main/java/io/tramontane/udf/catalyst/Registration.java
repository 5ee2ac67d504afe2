package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.Signature;
import io.tramontane.udf.function.SqlFunction;
import io.tramontane.udf.function.SqlFunctions;
import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.util.Failure;

/** Makes the functions and the rules that plan them known to Spark. */
public final class Registration {
  /** One of the kinds of functions that Spark knows. */
  static final String SOURCE = "java_udf";

  private Registration() {}

  /** In all sessions that have the extension. */
  public static void inject(SparkSessionExtensions extensions) {
    for (SqlFunction function : SqlFunctions.all()) {
      extensions.injectFunction(Tuple3.apply(name(function), info(function), builder(function)));
    }
    extensions.injectFunction(
        Tuple3.apply(VersionFunction.NAME, VersionFunction.info(), VersionFunction.builder()));
    extensions.injectPlanNormalizationRule(session -> new ExtractModelCalls());
    extensions.injectOptimizerRule(
        session -> {
          // Extensions have no place for them, but Spark makes its optimizer before the first plan.
          addLastRules(session);
          return new OptimizeModelCalls();
        });
    extensions.injectPlannerStrategy(session -> new ModelCallsStrategy());
  }

  /** In one session that is open already. Without effect the second time. */
  public static void register(SparkSession session) {
    FunctionRegistry functions = classic(session).sessionState().functionRegistry();
    for (SqlFunction function : SqlFunctions.all()) {
      functions.createOrReplaceTempFunction(function.signature().name(), builder(function), SOURCE);
    }
    functions.createOrReplaceTempFunction(
        VersionFunction.NAME.funcName(), VersionFunction.builder(), SOURCE);
    addLastRules(session);
    ExperimentalMethods methods = classic(session).experimental();
    if (!methods.extraStrategies().exists(ModelCallsStrategy.class::isInstance)) {
      methods.extraStrategies_$eq(
          Sequences.<SparkStrategy>concatenated(
              methods.extraStrategies(), List.of(new ModelCallsStrategy())));
    }
  }

  /**
   * The optimizer's last: for the calls of correlated subqueries, of which it has made joins by
   * then, and in a session without the extension for all. Shuffles that keep answers come when it
   * merges shuffles no more.
   */
  private static void addLastRules(SparkSession session) {
    ExperimentalMethods methods = classic(session).experimental();
    if (!methods.extraOptimizations().exists(ExtractModelCalls.class::isInstance)) {
      methods.extraOptimizations_$eq(
          Sequences.<Rule<LogicalPlan>>concatenated(
              methods.extraOptimizations(),
              List.of(new ExtractModelCalls(), new OptimizeModelCalls(), new KeepAnswers())));
    }
  }

  private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
    return (org.apache.spark.sql.classic.SparkSession) session;
  }

  private static FunctionIdentifier name(SqlFunction function) {
    return FunctionIdentifier.apply(function.signature().name());
  }

  /** What DESCRIBE FUNCTION says. */
  private static ExpressionInfo info(SqlFunction function) {
    Signature signature = function.signature();
    return new ExpressionInfo(
        ModelCall.class.getName(),
        "",
        signature.name(),
        "_FUNC_%s - %s.".formatted(signature.parameterList(), signature.summary()),
        "\n    Arguments:\n" + signature.parameterDescriptions(),
        "",
        "",
        "",
        "",
        "",
        SOURCE);
  }

  private static Function1<Seq<Expression>, Expression> builder(SqlFunction function) {
    return arguments ->
        function.signature().argumentCounts().contains(arguments.size())
            ? new ModelCall(function, arguments)
            // Spark's analyzer expects its own exception, a checked one, from a Scala function.
            : new Failure<Expression>(wrongCount(function.signature(), arguments.size())).get();
  }

  private static Throwable wrongCount(Signature function, int given) {
    return wrongCount(function.name(), function.argumentCounts(), given);
  }

  static Throwable wrongCount(String function, List<Integer> allowed, int given) {
    return QueryCompilationErrors.wrongNumArgsError(
        function,
        Sequences.<Object>sequence(allowed),
        given,
        QueryCompilationErrors.wrongNumArgsError$default$4(),
        QueryCompilationErrors.wrongNumArgsError$default$5(),
        QueryCompilationErrors.wrongNumArgsError$default$6());
  }
}
