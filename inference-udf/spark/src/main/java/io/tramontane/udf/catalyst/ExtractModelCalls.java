package io.tramontane.udf.catalyst;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.udf.function.FunctionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeRows;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceData;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Moves calls out of expressions into {@link ModelCalls} nodes below, and puts their columns in
 * their place. Without effect on a plan that has no calls left.
 *
 * <p>It comes before the optimizer, which else would copy calls: a filter by a projected column is
 * pushed below the projection, with the column's expression in place of the column.
 */
public final class ExtractModelCalls extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Calls.areInTree(plan)) {
      return plan;
    }
    Map<String, String> session = CollectionConverters.asJava(SQLConf.get().getAllConfs());
    return QueryFailure.explained(() -> extractAll(plan, FunctionSettings.of(session)));
  }

  private static LogicalPlan extractAll(LogicalPlan plan, FunctionSettings settings) {
    return plan.transformUp(
        Sequences.everywhere(node -> extract(withSubqueries(node, settings), settings)));
  }

  /**
   * Leaves correlated subqueries as they are: the optimizer makes joins of them, but only where it
   * knows every node.
   */
  private static LogicalPlan withSubqueries(LogicalPlan node, FunctionSettings settings) {
    return node.transformExpressions(
        Sequences.everywhere(
            part ->
                part instanceof SubqueryExpression subquery && !subquery.isCorrelated()
                    ? subquery.withNewPlan(extractAll(subquery.plan(), settings))
                    : part));
  }

  private static LogicalPlan extract(LogicalPlan node, FunctionSettings settings) {
    if (node instanceof ReplaceData write && write.groupFilterCondition().exists(Calls::areIn)) {
      return withCheapGroupFilter(write);
    }
    if (node instanceof CTERelationDef cte && hasCalls(cte.child())) {
      return cte.withNewChildren(Sequences.sequence(List.of(new ComputedOnce(cte.child()))));
    }
    if (!Calls.areIn(node)) {
      return node;
    }
    if (node instanceof Filter filter) {
      return fromFilter(filter, settings);
    }
    if (node instanceof Join join) {
      return fromJoin(join, settings);
    }
    if (node instanceof Aggregate aggregate) {
      return fromAggregate(aggregate, settings);
    }
    if (node instanceof MergeRows merge) {
      return fromMerge(merge, settings);
    }
    return fromAll(node, settings);
  }

  private static boolean hasCalls(LogicalPlan plan) {
    return plan.exists(ModelCalls.class::isInstance) || Calls.areInTree(plan);
  }

  /**
   * Spark evaluates this condition before the statement itself, for the files that it can leave
   * alone. What is left of it without calls finds more files than it need, and asks nothing twice.
   */
  private static LogicalPlan withCheapGroupFilter(ReplaceData write) {
    List<Expression> cheap =
        Conjuncts.of(write.groupFilterCondition().get()).stream()
            .filter(condition -> !Calls.areIn(condition))
            .toList();
    return new ReplaceData(
        write.table(),
        write.condition(),
        write.query(),
        write.originalTable(),
        write.projections(),
        cheap.isEmpty() ? Option.empty() : Option.apply(Conjuncts.and(cheap)),
        write.write());
  }

  private static LogicalPlan fromAll(LogicalPlan node, FunctionSettings settings) {
    Extraction extraction = new Extraction(Sequences.list(node.children()), settings);
    return changed(node, extraction, extraction::withoutCalls);
  }

  private static LogicalPlan fromMerge(MergeRows merge, FunctionSettings settings) {
    Extraction extraction = new Extraction(List.of(merge.child()), settings);
    return changed(merge, extraction, new MergeBranches(merge, extraction)::withoutCalls);
  }

  private static LogicalPlan changed(
      LogicalPlan node, Extraction extraction, UnaryOperator<Expression> withoutCalls) {
    LogicalPlan changed = node.mapExpressions(withoutCalls::apply);
    return withColumnsOf(node, changed.withNewChildren(Sequences.sequence(extraction.children())));
  }

  /**
   * Condition by condition, those without calls first: each is asked about rows only that have
   * passed the others.
   */
  private static LogicalPlan fromFilter(Filter filter, FunctionSettings settings) {
    Map<Boolean, List<Expression>> byCalls =
        Conjuncts.of(filter.condition()).stream().collect(Collectors.partitioningBy(Calls::areIn));
    List<Expression> withoutCalls = byCalls.getOrDefault(false, List.of());
    LogicalPlan plan =
        withoutCalls.isEmpty()
            ? filter.child()
            : new Filter(Conjuncts.and(withoutCalls), filter.child());
    for (Expression condition : byCalls.getOrDefault(true, List.of())) {
      Extraction extraction = new Extraction(List.of(plan), settings);
      Expression changed = extraction.withoutCalls(condition);
      plan = new Filter(changed, extraction.children().get(0));
    }
    return withColumnsOf(filter, plan);
  }

  /** Calls about one side are made there; conditions about both become a filter on the result. */
  private static LogicalPlan fromJoin(Join join, FunctionSettings settings) {
    Extraction extraction = new Extraction(List.of(join.left(), join.right()), settings);
    List<Expression> inside = new ArrayList<>();
    List<Expression> after = new ArrayList<>();
    for (Expression condition : Conjuncts.of(join.condition().get())) {
      if (extraction.canTake(condition)) {
        inside.add(extraction.withoutCalls(condition));
      } else {
        requireInner(join.joinType(), condition);
        after.add(condition);
      }
    }
    LogicalPlan joined =
        withColumnsOf(
            join,
            new Join(
                extraction.children().get(0),
                extraction.children().get(1),
                join.joinType(),
                inside.isEmpty() ? Option.empty() : Option.apply(Conjuncts.and(inside)),
                join.hint()));
    return after.isEmpty()
        ? joined
        : fromFilter(new Filter(Conjuncts.and(after), joined), settings);
  }

  private static void requireInner(JoinType type, Expression condition) {
    if (!type.sql().equals("INNER") && !type.sql().equals("CROSS")) {
      throw new InvalidInputException(
          "Cannot evaluate %s in the condition of a %s JOIN: a call in it reads both sides. Call the function on the result of the join."
              .formatted(condition.sql(), type.sql()));
    }
  }

  /** Calls about groups are made on the groups, all others below. */
  private static LogicalPlan fromAggregate(Aggregate aggregate, FunctionSettings settings) {
    GroupCalls groups = new GroupCalls(aggregate);
    return groups.areNone()
        ? fromAll(aggregate, settings)
        : fromAll(new Project(groups.columns(), extract(groups.aggregate(), settings)), settings);
  }

  /** Nodes that give on all columns of their children must not give on the calls'. */
  private static LogicalPlan withColumnsOf(LogicalPlan node, LogicalPlan changed) {
    return changed.output().size() == node.output().size()
        ? changed
        : new Project(Sequences.of(node.output()), changed);
  }
}
