package io.tramontane.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import scala.collection.immutable.Seq;

/**
 * An aggregation in two: what Spark computes of each group, and columns over it with the calls
 * about whole groups, such as {@code ai_summarize(string_agg(body))}.
 */
final class GroupCalls {
  private final Aggregate original;
  private final List<NamedExpression> ofGroups = new ArrayList<>();
  private final List<NamedExpression> columns = new ArrayList<>();
  private boolean found;

  GroupCalls(Aggregate aggregate) {
    this.original = aggregate;
    Sequences.list(aggregate.aggregateExpressions()).forEach(this::add);
  }

  /** Whether all calls are about rows. */
  boolean areNone() {
    return !found;
  }

  /** The aggregation below. */
  Aggregate aggregate() {
    return new Aggregate(
        original.groupingExpressions(),
        Sequences.sequence(ofGroups),
        original.child(),
        original.hint());
  }

  /** The columns above, as many as the original has. */
  Seq<NamedExpression> columns() {
    return Sequences.sequence(columns);
  }

  private void add(NamedExpression column) {
    List<NamedExpression> used = new ArrayList<>();
    Expression overGroups =
        ((Expression) column).transformDown(Sequences.everywhere(part -> overGroups(part, used)));
    if (Calls.areIn(overGroups)) {
      found = true;
      used.stream().filter(part -> !ofGroups.contains(part)).forEach(ofGroups::add);
      columns.add((NamedExpression) overGroups);
    } else {
      ofGroups.add(column);
      columns.add(column.toAttribute());
    }
  }

  /** In place of what Spark computes of a group, its column. */
  private Expression overGroups(Expression part, List<NamedExpression> used) {
    if (!(part instanceof AggregateExpression) && !isGrouping(part)) {
      return part;
    }
    NamedExpression computed = computed(part, used);
    used.add(computed);
    return (Expression) computed.toAttribute();
  }

  private boolean isGrouping(Expression part) {
    return original.groupingExpressions().exists(part::semanticEquals);
  }

  private NamedExpression computed(Expression part, List<NamedExpression> used) {
    if (part instanceof NamedExpression named) {
      return named;
    }
    Optional<NamedExpression> known =
        Stream.concat(ofGroups.stream(), used.stream())
            .filter(named -> named instanceof Alias alias && alias.child().semanticEquals(part))
            .findFirst();
    return known.orElseGet(() -> Columns.named(part, "of_group"));
  }
}
