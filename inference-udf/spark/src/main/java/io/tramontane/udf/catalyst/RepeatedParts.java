package io.tramontane.udf.catalyst;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.DynamicPruning;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;

/**
 * The parts of a plan that have calls and stand in it more than once, as those do that come of two
 * references to a view. Spark makes equal shuffles once, so a shuffle above each such part has it
 * computed once.
 */
final class RepeatedParts {
  /** How often a part stands in the plan, by what Spark compares plans by. */
  private final Map<LogicalPlan, Integer> counts = new HashMap<>();

  private RepeatedParts() {}

  static RepeatedParts of(LogicalPlan plan) {
    RepeatedParts parts = new RepeatedParts();
    // What depends on the partition or the file would not be the same above a shuffle.
    if (plan.deterministic()) {
      parts.count(plan);
    }
    return parts;
  }

  private void count(LogicalPlan part) {
    if (hasCalls(part) && !isSameAsItsChild(part)) {
      counts.merge(part.canonicalized(), 1, Integer::sum);
    }
    Sequences.list(part.children()).forEach(this::count);
    Sequences.list(part.expressions()).stream()
        .flatMap(RepeatedParts::subqueries)
        .forEach(subquery -> count(subquery.plan()));
  }

  private static boolean hasCalls(LogicalPlan part) {
    return part.exists(ModelCalls.class::isInstance);
  }

  /** For Spark, a part that only gives on what its child gives is that child once more. */
  private static boolean isSameAsItsChild(LogicalPlan part) {
    return part.children().exists(child -> child.canonicalized().equals(part.canonicalized()));
  }

  private static Stream<SubqueryExpression> subqueries(Expression expression) {
    return isSubquery(expression)
        ? Stream.of((SubqueryExpression) expression)
        : Sequences.list(expression.children()).stream().flatMap(RepeatedParts::subqueries);
  }

  /** Leaves out those by which Spark prunes partitions: they share a join's rows already. */
  private static boolean isSubquery(Expression expression) {
    return expression instanceof SubqueryExpression && !(expression instanceof DynamicPruning);
  }

  /** The plan with a shuffle above each repeated part. */
  LogicalPlan shared(LogicalPlan plan) {
    return counts.values().stream().anyMatch(count -> count > 1)
        ? shared(plan, 1, Reading.BY_THE_USER)
        : plan;
  }

  /**
   * How the rows of a part are read, which a shuffle must leave as it is.
   *
   * @param isOrdered whether their order matters
   * @param isLimited whether only some of them may be computed
   */
  private record Reading(boolean isOrdered, boolean isLimited) {
    static final Reading BY_THE_USER = new Reading(true, false);
    static final Reading BY_A_SHUFFLE = new Reading(false, false);

    Reading below(LogicalPlan part) {
      if (part instanceof LocalLimit || part instanceof GlobalLimit) {
        return new Reading(true, true);
      }
      boolean isRowByRow =
          part instanceof Project || part instanceof Filter || part instanceof ModelCalls;
      return new Reading(
          isOrdered && part.children().size() == 1,
          isLimited && (isRowByRow || part instanceof Union));
    }

    /** A shuffle computes all rows, and gives them in any order. */
    boolean allowsShuffle(LogicalPlan part) {
      return (!isOrdered || !part.exists(Sort.class::isInstance))
          && (!isLimited || part.maxRowsPerPartition().isDefined());
    }
  }

  /**
   * @param known how often the part around stands in the plan
   */
  private LogicalPlan shared(LogicalPlan part, int known, Reading reading) {
    int count = counts.getOrDefault(part.canonicalized(), 0);
    return count > known && (Shuffles.isOne(part) || reading.allowsShuffle(part))
        ? Shuffles.above(sharedBelow(part, count, Reading.BY_A_SHUFFLE))
        : sharedBelow(part, known, reading);
  }

  private LogicalPlan sharedBelow(LogicalPlan part, int known, Reading reading) {
    return part.mapChildren(child -> shared(child, known, reading.below(part)))
        .transformExpressions(
            Sequences.everywhere(
                expression ->
                    isSubquery(expression)
                        ? withShared((SubqueryExpression) expression, known)
                        : expression));
  }

  private Expression withShared(SubqueryExpression subquery, int known) {
    return subquery.withNewPlan(shared(subquery.plan(), known, Reading.BY_THE_USER));
  }
}
