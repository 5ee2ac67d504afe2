package io.tramontane.udf.catalyst;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.DeleteFromTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.RowLevelWrite;

/** Where there are calls still to be extracted. */
final class Calls {
  private Calls() {}

  static boolean areIn(Expression expression) {
    return expression.exists(ModelCall.class::isInstance);
  }

  /** In the node's own expressions, not in those of its children. */
  static boolean areIn(LogicalPlan node) {
    return !(node instanceof ModelCalls || isForStorage(node))
        && node.expressions().exists(Calls::areIn);
  }

  /**
   * Whether a node's condition is for the table's storage, which does with it what it can. Rows are
   * chosen by a query below.
   */
  private static boolean isForStorage(LogicalPlan node) {
    return node instanceof RowLevelWrite || node instanceof DeleteFromTable;
  }

  /** In any node, or in a subquery of any. */
  static boolean areInTree(LogicalPlan plan) {
    return plan.exists(node -> areIn(node) || node.subqueries().exists(Calls::areInTree));
  }
}
