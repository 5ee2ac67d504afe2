package io.tramontane.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Option;

/**
 * Keeps rows and columns away from calls, since one costs more than all that Spark does with a row:
 *
 * <ul>
 *   <li>filters that look at no result come before the calls;
 *   <li>so does a limit, and a sort by other columns in front of it;
 *   <li>calls whose results nobody reads are not made.
 * </ul>
 */
public final class OptimizeModelCalls extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.transformDown(Sequences.everywhere(OptimizeModelCalls::optimize));
  }

  private static LogicalPlan optimize(LogicalPlan node) {
    if (node instanceof ComputedOnce once) {
      return once.child();
    }
    if (node instanceof Filter filter && filter.child() instanceof ModelCalls calls) {
      return filterFirst(filter, calls);
    }
    if (node instanceof Project project && project.child() instanceof ModelCalls calls) {
      return withoutUnread(project, calls);
    }
    if (node instanceof Sort sort) {
      return belowCalls(sort.child(), calls -> sortFirst(sort, calls)).orElse(node);
    }
    if (node instanceof LocalLimit limit) {
      return belowCalls(limit.child(), calls -> limitFirst(limit, calls))
          .<LogicalPlan>map(child -> new LocalLimit(limit.limitExpr(), child))
          .orElse(limit);
    }
    if (node instanceof GlobalLimit global && global.child() instanceof LocalLimit local) {
      return belowCalls(local.child(), calls -> sortedLimitFirst(global, local, calls))
          .orElse(node);
    }
    return node;
  }

  private static LogicalPlan filterFirst(Filter filter, ModelCalls calls) {
    List<Expression> first = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    for (Expression conjunct : Conjuncts.of(filter.condition())) {
      boolean early =
          conjunct.deterministic() && conjunct.references().subsetOf(calls.child().outputSet());
      (early ? first : rest).add(conjunct);
    }
    if (first.isEmpty()) {
      return filter;
    }
    LogicalPlan filtered = calls.withChild(new Filter(Conjuncts.and(first), calls.child()));
    return rest.isEmpty() ? filtered : new Filter(Conjuncts.and(rest), filtered);
  }

  private static LogicalPlan withoutUnread(Project project, ModelCalls calls) {
    List<CallColumn> read =
        calls.calls().stream()
            .filter(call -> project.references().contains(call.column()))
            .toList();
    if (read.size() == calls.calls().size()) {
      return project;
    }
    LogicalPlan child = read.isEmpty() ? calls.child() : calls.withCalls(read);
    return new Project(project.projectList(), child);
  }

  private static Optional<LogicalPlan> sortFirst(Sort sort, ModelCalls calls) {
    return sort.references().subsetOf(calls.child().outputSet())
        ? Optional.of(
            calls.withChild(new Sort(sort.order(), sort.global(), calls.child(), sort.hint())))
        : Optional.empty();
  }

  private static Optional<LogicalPlan> limitFirst(LocalLimit limit, ModelCalls calls) {
    OptionalInt most = value(limit.limitExpr());
    Option<Object> rows = calls.child().maxRowsPerPartition();
    if (most.isEmpty() || (rows.isDefined() && (long) rows.get() <= most.getAsInt())) {
      return Optional.empty();
    }
    return Optional.of(calls.withChild(new LocalLimit(limit.limitExpr(), calls.child())));
  }

  /** A whole limit takes all rows into one partition, so only where they are few. */
  private static Optional<LogicalPlan> sortedLimitFirst(
      GlobalLimit global, LocalLimit local, ModelCalls calls) {
    OptionalInt most = value(global.limitExpr());
    return most.isPresent()
            && most.getAsInt() <= calls.settings().windowRows()
            && calls.child() instanceof Sort sort
            && sort.global()
        ? Optional.of(
            calls.withChild(
                new GlobalLimit(
                    global.limitExpr(), new LocalLimit(local.limitExpr(), calls.child()))))
        : Optional.empty();
  }

  private static OptionalInt value(Expression limit) {
    return limit instanceof Literal literal && literal.value() instanceof Integer rows
        ? OptionalInt.of(rows)
        : OptionalInt.empty();
  }

  /** The plan with its calls changed, where there are some under nothing but projections. */
  private static Optional<LogicalPlan> belowCalls(
      LogicalPlan plan, Function<ModelCalls, Optional<LogicalPlan>> change) {
    if (plan instanceof ModelCalls calls) {
      return change.apply(calls);
    }
    if (plan instanceof Project project
        && project.expressions().forall(Expression::deterministic)) {
      return belowCalls(project.child(), change)
          .map(child -> new Project(project.projectList(), child));
    }
    return Optional.empty();
  }
}
