package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.model.FoundModels;
import io.tramontane.udf.model.ModelKey;
import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.TableCacheQueryStageExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/** {@link ModelCalls} as Spark runs it: each task's rows go through {@link AnsweredRows}. */
public final class ModelCallsExec extends SparkPlan {
  private final Seq<ModelCall> calls;
  private final Seq<Attribute> columns;
  private final FunctionSettings settings;
  private final SparkPlan child;
  private final CallMetrics metrics = CallMetrics.create(sparkContext());

  /** A node; Spark makes it anew by this constructor too. */
  public ModelCallsExec(
      Seq<ModelCall> calls, Seq<Attribute> columns, FunctionSettings settings, SparkPlan child) {
    this.calls = calls;
    this.columns = columns;
    this.settings = settings;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    // Before there is a task, which would be tried again and again.
    QueryFailure.explained(this::findModel);
    AnswerTask task =
        new AnswerTask(
            CallPlan.of(Sequences.list(calls), settings.prompts()),
            settings,
            Sequences.sequence(CallPlan.texts(Sequences.list(calls))),
            child.output(),
            output(),
            metrics);
    return child
        .execute()
        .mapPartitionsWithIndex(task, false, ClassTag$.MODULE$.apply(InternalRow.class));
  }

  private ModelKey findModel() {
    ModelKey model = ModelKey.of(settings.model(), settings.engine());
    FoundModels.require(model, sparkContext().isLocal());
    return model;
  }

  @Override
  public scala.collection.immutable.Map<String, SQLMetric> metrics() {
    return metrics.all();
  }

  @Override
  public Seq<SparkPlan> children() {
    return Sequences.sequence(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return withChild(children.head());
  }

  private ModelCallsExec withChild(SparkPlan other) {
    return new ModelCallsExec(calls, columns, settings, other);
  }

  /**
   * By this Spark finds equal plans, whose rows it computes once. It tells the stages that read
   * cached tables apart by their numbers; here they are what they read.
   */
  @Override
  public SparkPlan doCanonicalize() {
    return child.exists(TableCacheQueryStageExec.class::isInstance)
        ? withChild(child.transformUp(Sequences.everywhere(ModelCallsExec::whatItReads)))
            .canonicalized()
        : super.doCanonicalize();
  }

  private static SparkPlan whatItReads(SparkPlan node) {
    return node instanceof TableCacheQueryStageExec stage ? stage.plan() : node;
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
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Iterator<Object> stringArgs() {
    return ModelCalls.described(calls, columns, settings);
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
    return other instanceof ModelCallsExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCallsExec same
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
