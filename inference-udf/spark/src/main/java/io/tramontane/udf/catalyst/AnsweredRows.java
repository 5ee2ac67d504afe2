package io.tramontane.udf.catalyst;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.udf.function.Asker;
import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.function.PendingAnswer;
import io.tramontane.udf.function.TextAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * A task's rows with the answers behind them, in order. Reads a window of rows ahead, so that the
 * engine always has many at once, and no further: a query that takes ten rows has at most a window
 * more of them answered. For one thread; {@link #close} may be called at any time by that thread.
 */
final class AnsweredRows extends AbstractIterator<InternalRow> implements AutoCloseable {
  private static final long PATIENCE_MILLISECONDS = 100;

  private final Iterator<InternalRow> rows;
  private final List<CallPlan> calls;
  private final Asker asker;
  private final UnsafeProjection toInput;
  private final UnsafeProjection toTexts;
  private final UnsafeProjection toOutput;
  private final FunctionSettings settings;
  private final TaskContext context;
  private final CallMetrics metrics;
  private final Deque<Waiting> window = new ArrayDeque<>();
  private final JoinedRow joined = new JoinedRow();
  private long windowBytes;
  private long peakBytes;
  private boolean closed;

  /**
   * @param toInput makes a row of the input one that can be kept
   * @param toTexts makes of it the texts, one for each call
   * @param toOutput makes of a row and the results behind it what is given on
   */
  AnsweredRows(
      Iterator<InternalRow> rows,
      List<CallPlan> calls,
      Asker asker,
      UnsafeProjection toInput,
      UnsafeProjection toTexts,
      UnsafeProjection toOutput,
      FunctionSettings settings,
      TaskContext context,
      CallMetrics metrics) {
    this.rows = rows;
    this.calls = calls;
    this.asker = asker;
    this.toInput = toInput;
    this.toTexts = toTexts;
    this.toOutput = toOutput;
    this.settings = settings;
    this.context = context;
    this.metrics = metrics;
  }

  /** A row in the window, and its answers, one for each call. */
  private record Waiting(UnsafeRow row, List<PendingAnswer> answers, long bytes) {}

  @Override
  public boolean hasNext() {
    return !closed && (!window.isEmpty() || rows.hasNext());
  }

  @Override
  public InternalRow next() {
    fill();
    Waiting first = window.element();
    @Nullable Object[] values = new @Nullable Object[calls.size()];
    for (int call = 0; call < values.length; call++) {
      values[call] = value(calls.get(call).function(), await(first.answers().get(call)));
    }
    window.remove();
    windowBytes -= first.bytes();
    metrics.rows().add(1);
    return toOutput.apply(joined.apply(first.row(), new GenericInternalRow(values)));
  }

  private void fill() {
    while (window.size() < settings.windowRows()
        && (window.isEmpty() || windowBytes < settings.windowBytes())
        && rows.hasNext()) {
      Waiting next = ask(rows.next());
      window.add(next);
      windowBytes += next.bytes();
    }
    peakBytes = Math.max(peakBytes, windowBytes);
    asker.send();
  }

  private Waiting ask(InternalRow input) {
    UnsafeRow row = toInput.apply(input).copy();
    UnsafeRow texts = toTexts.apply(row);
    Asker.Row asked = asker.row();
    List<PendingAnswer> answers = new ArrayList<>(calls.size());
    for (int call = 0; call < calls.size(); call++) {
      UTF8String text = texts.isNullAt(call) ? null : texts.getUTF8String(call);
      answers.add(ask(asked, calls.get(call), text));
    }
    return new Waiting(row, answers, (long) row.getSizeInBytes() + texts.getSizeInBytes());
  }

  private static PendingAnswer ask(Asker.Row row, CallPlan call, @Nullable UTF8String text) {
    if (text != null && !text.isValid()) {
      // As a Java string it would be another text.
      return PendingAnswer.known(
          new TextAnswer.Failed(
              "Cannot ask about a text: it is not valid UTF-8. Leave such rows out."));
    }
    return row.ask(call.question(), text == null ? null : text.toString());
  }

  /** Looks up from time to time whether the task has been cancelled meanwhile. */
  private TextAnswer await(PendingAnswer pending) {
    long start = System.nanoTime();
    try {
      TextAnswer answer = pending.await(PATIENCE_MILLISECONDS);
      while (answer == null) {
        context.killTaskIfInterrupted();
        answer = pending.await(PATIENCE_MILLISECONDS);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.killTaskIfInterrupted();
      throw new IllegalStateException("Cannot wait for an answer: the thread was interrupted.", e);
    } finally {
      metrics.waitingTime().add(System.nanoTime() - start);
    }
  }

  private @Nullable Object value(AiFunction function, TextAnswer answer) {
    if (answer instanceof TextAnswer.Nothing) {
      return null;
    }
    Optional<String> fault = function.faultOf(answer);
    if (fault.isPresent()) {
      metrics.failures().add(1);
      return failure(function, fault.get());
    }
    count(answer);
    return function.value(answer);
  }

  private @Nullable Object failure(AiFunction function, String reason) {
    if (settings.failOnError()) {
      throw new InvalidInputException(
          "Cannot run %s on a row: %s Or set spark.tramontane.failOnError=false to get NULL for such rows."
              .formatted(function.sqlName(), reason));
    }
    return function.valueOfFailure(reason);
  }

  private void count(TextAnswer answer) {
    metrics.answers().add(1);
    if (answer instanceof TextAnswer.Generated generated) {
      metrics.promptTokens().add(generated.promptTokens());
      metrics.completionTokens().add(generated.completionTokens());
    } else if (answer instanceof TextAnswer.Labelled labelled) {
      metrics.promptTokens().add(labelled.promptTokens());
    }
  }

  /** Takes back what is still in work. Without effect the second time. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      window.forEach(waiting -> waiting.answers().forEach(PendingAnswer::cancel));
      metrics.engineTime().add(asker.busyNanoseconds());
      metrics.peakWindow().set(peakBytes);
    }
  }
}
