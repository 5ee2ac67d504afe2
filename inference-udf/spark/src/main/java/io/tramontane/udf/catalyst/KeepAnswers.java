package io.tramontane.udf.catalyst;

import org.apache.spark.sql.catalyst.plans.logical.HasPartitionExpressions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.physical.RangePartitioning;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Puts shuffles, behind which Spark computes nothing twice, above calls whose rows are read twice:
 *
 * <ul>
 *   <li>to divide rows into ranges, for a global sort or on request, Spark reads them all, the
 *       first time for their distribution;
 *   <li>calls that stand in a plan more than once ({@link RepeatedCalls}).
 * </ul>
 *
 * <p>Comes last in the optimizer, which before would take one of two shuffles away.
 */
public final class KeepAnswers extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan divided = plan.transformDown(Sequences.everywhere(KeepAnswers::beforeRanges));
    return RepeatedCalls.of(divided).shared(divided);
  }

  private static LogicalPlan beforeRanges(LogicalPlan node) {
    return isDividedIntoRanges(node) && node.exists(ModelCalls.class::isInstance)
        ? node.mapChildren(Shuffles::above)
        : node;
  }

  private static boolean isDividedIntoRanges(LogicalPlan node) {
    return (node instanceof Sort sort && sort.global())
        || (node instanceof HasPartitionExpressions shuffle
            && shuffle.partitioning() instanceof RangePartitioning);
  }
}
