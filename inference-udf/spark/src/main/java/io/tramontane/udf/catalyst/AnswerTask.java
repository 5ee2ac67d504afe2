package io.tramontane.udf.catalyst;

import io.tramontane.backend.Session;
import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.model.ModelKey;
import io.tramontane.udf.model.ModelLease;
import io.tramontane.udf.model.ModelRegistry;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction2;

/**
 * One Spark task of {@link ModelCallsExec}: lends the executor's engine to its rows until the task
 * ends, however it ends.
 */
final class AnswerTask
    extends AbstractFunction2<Object, Iterator<InternalRow>, Iterator<InternalRow>>
    implements Serializable {
  private final List<CallPlan> calls;
  private final FunctionSettings settings;
  private final Seq<Expression> texts;
  private final Seq<Attribute> input;
  private final Seq<Attribute> output;
  private final CallMetrics metrics;

  /**
   * @param texts of the calls, over the columns of the input
   * @param output the input's columns, and one for each call
   */
  AnswerTask(
      List<CallPlan> calls,
      FunctionSettings settings,
      Seq<Expression> texts,
      Seq<Attribute> input,
      Seq<Attribute> output,
      CallMetrics metrics) {
    this.calls = calls;
    this.settings = settings;
    this.texts = texts;
    this.input = input;
    this.output = output;
    this.metrics = metrics;
  }

  @Override
  public Iterator<InternalRow> apply(Object partition, Iterator<InternalRow> rows) {
    return rows.hasNext() ? QueryFailure.explained(() -> answered((int) partition, rows)) : rows;
  }

  private Iterator<InternalRow> answered(int partition, Iterator<InternalRow> rows) {
    ModelKey key = ModelKey.of(settings.model(), settings.engine());
    ModelLease lease = ModelRegistry.ofThisJvm().lend(key, settings.engineIdleTime());
    TaskContext context = TaskContext.get();
    // Listeners run in the reverse order: first the questions are taken back, then the engine is.
    context.addTaskCompletionListener(
        ended -> {
          lease.close();
        });
    UnsafeProjection toTexts = UnsafeProjection.create(texts, input);
    toTexts.initialize(partition);
    Session session = lease.backend().open(calls.stream().map(CallPlan::task).toList());
    AnsweredRows answered =
        new AnsweredRows(
            rows,
            calls,
            session,
            UnsafeProjection.create(Sequences.of(input), input),
            toTexts,
            UnsafeProjection.create(Sequences.of(output), output),
            settings,
            context,
            metrics);
    context.addTaskCompletionListener(
        ended -> {
          answered.close();
        });
    return answered;
  }
}
