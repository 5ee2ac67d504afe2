package io.tramontane.udf.catalyst;

import io.tramontane.failure.Secrets;
import io.tramontane.udf.function.FunctionSettings;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.util.Utils;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of the child, in their order, each with the results of calls behind its own columns. The
 * texts of these calls contain no calls.
 */
public final class ModelCalls extends LogicalPlan {
  private final Seq<ModelCall> calls;
  private final Seq<Attribute> columns;
  private final FunctionSettings settings;
  private final LogicalPlan child;

  /**
   * A node; Spark makes it anew by this constructor too.
   *
   * @param columns of the calls' results
   */
  public ModelCalls(
      Seq<ModelCall> calls, Seq<Attribute> columns, FunctionSettings settings, LogicalPlan child) {
    this.calls = calls;
    this.columns = columns;
    this.settings = settings;
    this.child = child;
  }

  static ModelCalls of(List<CallColumn> calls, FunctionSettings settings, LogicalPlan child) {
    return new ModelCalls(
        Sequences.sequence(calls.stream().map(CallColumn::call).toList()),
        Sequences.sequence(calls.stream().map(CallColumn::column).toList()),
        settings,
        child);
  }

  List<CallColumn> calls() {
    return CallColumn.zip(calls, columns);
  }

  FunctionSettings settings() {
    return settings;
  }

  LogicalPlan child() {
    return child;
  }

  /** With fewer calls. */
  ModelCalls withCalls(List<CallColumn> fewer) {
    return of(fewer, settings, child);
  }

  /** On other rows of the same columns. */
  ModelCalls withChild(LogicalPlan other) {
    return new ModelCalls(calls, columns, settings, other);
  }

  /** Itself, as Spark runs it. */
  ModelCallsExec exec(SparkPlan planned) {
    return new ModelCallsExec(calls, columns, settings, planned);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Sequences.sequence(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return withChild(children.head());
  }

  @Override
  public Seq<Attribute> output() {
    return Sequences.concatenated(child.output(), Sequences.list(columns));
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(Sequences.of(columns));
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Option<Object> maxRowsPerPartition() {
    return child.maxRowsPerPartition();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Iterator<Object> stringArgs() {
    return described(calls, columns, settings);
  }

  /** What EXPLAIN shows. */
  static Iterator<Object> described(
      Seq<ModelCall> calls, Seq<Attribute> columns, FunctionSettings settings) {
    List<Object> shown =
        List.of(
            calls,
            columns,
            "model " + Secrets.mask(settings.model().path()),
            settings.engine().compute().arithmetic(),
            "window %s rows, %s"
                .formatted(settings.windowRows(), Utils.bytesToString(settings.windowBytes())),
            settings.failOnError() ? "an error fails the query" : "an error gives NULL");
    return CollectionConverters.asScala(shown.iterator());
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int index) {
    return List.of(calls, columns, settings, child).get(index);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ModelCalls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCalls same
        && calls.equals(same.calls)
        && columns.equals(same.columns)
        && settings.equals(same.settings)
        && child.equals(same.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, columns, settings, child);
  }
}
