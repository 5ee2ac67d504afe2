package io.tramontane.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;

/** Calls that a plan makes already, whose results its rows could carry further up. */
final class EarlierCalls {
  private EarlierCalls() {}

  /** The column of an equal call below nodes that leave rows what they are. */
  static Optional<Attribute> find(LogicalPlan plan, ModelCall call) {
    if (plan instanceof ModelCalls calls) {
      Optional<Attribute> own =
          calls.calls().stream()
              .filter(known -> known.isOf(call))
              .findFirst()
              .map(CallColumn::column);
      return own.isPresent() ? own : find(calls.child(), call);
    }
    return leavesRows(plan) ? find(plan.children().head(), call) : Optional.empty();
  }

  /** The plan with a column among its own that {@link #find} has found. */
  static LogicalPlan expose(LogicalPlan plan, Attribute column) {
    if (plan.outputSet().contains(column)) {
      return plan;
    }
    LogicalPlan child = expose(plan.children().head(), column);
    if (plan instanceof Project project) {
      List<NamedExpression> columns = new ArrayList<>(Sequences.list(project.projectList()));
      columns.add(column);
      return new Project(Sequences.sequence(columns), child);
    }
    return plan.withNewChildren(Sequences.sequence(List.of(child)));
  }

  private static boolean leavesRows(LogicalPlan plan) {
    return plan instanceof Project
        || plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof GlobalLimit
        || plan instanceof LocalLimit
        || plan instanceof SubqueryAlias;
  }
}
