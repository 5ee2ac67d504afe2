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
 * Nodes with calls that stand in a plan more than once, as those do that come of two references to
 * a view. Spark makes equal shuffles once, so a shuffle above each such node has it computed once.
 */
final class RepeatedCalls {
  /** How often a node stands in the plan, by what Spark compares plans by. */
  private final Map<LogicalPlan, Integer> counts = new HashMap<>();

  private RepeatedCalls() {}

  static RepeatedCalls of(LogicalPlan plan) {
    RepeatedCalls repeated = new RepeatedCalls();
    // What depends on the partition or the file would not be the same above a shuffle.
    if (plan.deterministic()) {
      repeated.count(plan);
    }
    return repeated;
  }

  private void count(LogicalPlan part) {
    if (part instanceof ModelCalls) {
      counts.merge(part.canonicalized(), 1, Integer::sum);
    }
    Sequences.list(part.children()).forEach(this::count);
    Sequences.list(part.expressions()).stream()
        .flatMap(RepeatedCalls::subqueries)
        .forEach(subquery -> count(subquery.plan()));
  }

  private static Stream<SubqueryExpression> subqueries(Expression expression) {
    return isSubquery(expression)
        ? Stream.of((SubqueryExpression) expression)
        : Sequences.list(expression.children()).stream().flatMap(RepeatedCalls::subqueries);
  }

  /** Leaves out those by which Spark prunes partitions: they share a join's rows already. */
  private static boolean isSubquery(Expression expression) {
    return expression instanceof SubqueryExpression && !(expression instanceof DynamicPruning);
  }

  /** The plan with a shuffle above each repeated node. */
  LogicalPlan shared(LogicalPlan plan) {
    return counts.values().stream().anyMatch(count -> count > 1)
        ? shared(plan, 1, Reading.BY_THE_USER)
        : plan;
  }

  /**
   * How rows are read, which a shuffle must leave as it is.
   *
   * @param isOrdered whether their order matters
   * @param isLimited whether only some of them may be computed
   * @param isShuffled whether there is a shuffle already
   */
  private record Reading(boolean isOrdered, boolean isLimited, boolean isShuffled) {
    static final Reading BY_THE_USER = new Reading(true, false, false);

    Reading below(LogicalPlan part) {
      if (Shuffles.isRoundRobin(part)) {
        return new Reading(false, false, true);
      }
      if (part instanceof LocalLimit || part instanceof GlobalLimit) {
        return new Reading(true, true, false);
      }
      boolean isRowByRow =
          part instanceof Project || part instanceof Filter || part instanceof ModelCalls;
      return new Reading(
          isOrdered && part.children().size() == 1,
          isLimited && (isRowByRow || part instanceof Union),
          false);
    }

    /** A shuffle computes all rows, and gives them in any order. */
    boolean allowsShuffle(LogicalPlan part) {
      return (!isOrdered || !part.exists(Sort.class::isInstance))
          && (!isLimited || part.maxRowsPerPartition().isDefined());
    }
  }

  /**
   * @param known how often the calls around stand in the plan, at least once
   */
  private LogicalPlan shared(LogicalPlan part, int known, Reading reading) {
    int count = part instanceof ModelCalls ? counts.getOrDefault(part.canonicalized(), 0) : 0;
    if (count <= known || !reading.allowsShuffle(part)) {
      return sharedBelow(part, known, reading);
    }
    LogicalPlan computed = sharedBelow(part, count, reading);
    return reading.isShuffled() ? computed : Shuffles.above(computed);
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
