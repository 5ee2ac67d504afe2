package io.tramontane.udf.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import scala.Option;

/** Shuffles, whose rows Spark keeps until the query ends. */
final class Shuffles {
  private Shuffles() {}

  /** The same rows, in any order, from a shuffle. */
  static LogicalPlan above(LogicalPlan plan) {
    return plan instanceof RepartitionOperation known && known.shuffle()
        ? plan
        : new RepartitionByExpression(
            Sequences.sequence(List.of()), plan, Option.empty(), Option.empty());
  }

  /** Whether a node is such a shuffle. */
  static boolean isRoundRobin(LogicalPlan node) {
    return node instanceof RepartitionByExpression shuffle
        && shuffle.partitionExpressions().isEmpty();
  }
}
