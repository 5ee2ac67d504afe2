package io.tramontane.jobs.table;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.schema.PinnedTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * A query whose tables are read at the versions that they had when it was pinned. A table for which
 * the query itself names a version or a time is left at that. Whatever else rows come from, such as
 * a function, counts as a table without a version.
 */
final class PinnedQuery implements PinnedSource {
  private final SparkSession spark;
  private final LogicalPlan plan;

  private PinnedQuery(SparkSession spark, LogicalPlan plan) {
    this.spark = spark;
    this.plan = plan;
  }

  /**
   * Reads a query.
   *
   * @throws InvalidInputException if it is none
   */
  static PinnedQuery of(SparkSession spark, String sql) {
    // Spark's own: those of extensions take any statement for a query, and a statement would be
    // carried out where its rows are asked for.
    ParserInterface parser = CatalystSqlParser$.MODULE$;
    try {
      LogicalPlan parsed = parser.parseQuery(sql);
      // Without the names that the query gives to parts of itself, the others are those of tables.
      return new PinnedQuery(spark, CTESubstitution.apply(parsed));
    } catch (ParseException e) {
      throw new InvalidInputException(
          "Cannot use tramontane.input.sql: Spark cannot read it as a query: %s. Correct it."
              .formatted(reason(e)),
          e);
    }
  }

  /** Without the query, which Spark puts behind it. */
  private static String reason(ParseException failure) {
    return String.valueOf(failure.getMessage())
        .replaceFirst("(?s)== SQL.*", "")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static org.apache.spark.sql.classic.SparkSession classic(SparkSession spark) {
    return (org.apache.spark.sql.classic.SparkSession) spark;
  }

  @Override
  public List<PinnedTable> pin() {
    Set<TableName> names = new LinkedHashSet<>();
    Set<String> others = new TreeSet<>();
    LogicalPlan unused =
        change(
            node -> {
              if (node instanceof UnresolvedRelation relation) {
                names.add(name(relation));
              } else if (!isFixed(node)) {
                others.add(node.nodeName());
              }
              return node;
            });
    return Stream.concat(
            names.stream().map(name -> Snapshots.of(spark, name)),
            others.stream().map(PinnedQuery::withoutVersion))
        .toList();
  }

  private static PinnedTable withoutVersion(String node) {
    return PinnedTable.newBuilder().setName(node).setFormat("part of the query").build();
  }

  /** Whether a part of the query gives the same rows whenever it is read. */
  private static boolean isFixed(LogicalPlan node) {
    if (node instanceof RelationTimeTravel travel) {
      // A version that is no number is the name of a branch, which moves.
      return travel.version().exists(version -> version.chars().allMatch(Character::isDigit))
          || travel.timestamp().exists(time -> time instanceof Literal);
    }
    return !(node.children().isEmpty() || node instanceof PlanWithUnresolvedIdentifier)
        || node instanceof OneRowRelation
        || node instanceof LocalRelation
        || node instanceof UnresolvedInlineTable
        || node instanceof CTERelationRef;
  }

  @Override
  public Dataset<Row> read(List<PinnedTable> pins) {
    return org.apache.spark.sql.classic.Dataset.ofRows(
        classic(spark),
        change(
            node -> node instanceof UnresolvedRelation relation ? pinned(relation, pins) : node));
  }

  private LogicalPlan pinned(UnresolvedRelation relation, List<PinnedTable> pins) {
    TableName name = name(relation);
    PinnedTable pin =
        pins.stream()
            // In the run's files, credentials in a path are masked.
            .filter(table -> Secrets.mask(table.getName()).equals(Secrets.mask(name.toString())))
            .findFirst()
            .orElseThrow(() -> notPinned(name));
    if (pin.getVersion() == null) {
      return relation;
    }
    if (pin.getVersion().equals(Snapshots.EMPTY)) {
      return new Filter(Literal.FalseLiteral(), relation);
    }
    requireSameTable(name, pin);
    return new RelationTimeTravel(relation, Option.empty(), Option.apply(pin.getVersion()));
  }

  private static InvalidInputException notPinned(TableName name) {
    return new InvalidInputException(
        "Cannot read table %s: it was not among the tables when the run was planned. Give the run's own tramontane.input."
            .formatted(name));
  }

  private void requireSameTable(TableName name, PinnedTable pin) {
    if (!pin.getTableId().isEmpty() && !pin.getTableId().equals(Snapshots.deltaId(spark, name))) {
      throw new InvalidInputException(
          "Cannot read version %s of table %s: another table has come in its place since the run was planned. Restore the table, or give --replan."
              .formatted(pin.getVersion(), name));
    }
  }

  private static TableName name(UnresolvedRelation relation) {
    return new TableName(CollectionConverters.asJava(relation.multipartIdentifier()));
  }

  /** The query with each of its parts changed, those within others first. */
  private LogicalPlan change(UnaryOperator<LogicalPlan> change) {
    return plan.transformUpWithSubqueries(
        new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return true;
          }

          @Override
          public LogicalPlan apply(LogicalPlan node) {
            return change.apply(node);
          }
        });
  }
}
