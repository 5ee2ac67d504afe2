package io.tramontane.udf.catalyst;

import io.tramontane.backend.AnswerWindow;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Session;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.task.ErrorKind;
import io.tramontane.udf.catalyst.CallPlan.Asked;
import io.tramontane.udf.function.FunctionSettings;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * A task's rows with the answers behind them, in order. Reads a window of rows ahead, so that the
 * engine always has many at once, and no further: a query that takes ten rows has at most a window
 * more of them answered. For one thread; {@link #close} may be called at any time by that thread.
 */
final class AnsweredRows extends AbstractIterator<InternalRow> implements AutoCloseable {
  private final RowsOfFiles rows;
  private final List<CallPlan> calls;
  private final Session session;
  private final UnsafeProjection toInput;
  private final UnsafeProjection toTexts;
  private final UnsafeProjection toOutput;
  private final boolean failOnError;
  private final TaskContext context;
  private final CallMetrics metrics;
  private final AnswerWindow<AskedRow> window;
  private final EngineTime engineTime = new EngineTime();
  private final JoinedRow joined = new JoinedRow();
  private boolean closed;

  /**
   * @param session with the calls' tasks; closed with this
   * @param toInput makes a row of the input one that can be kept
   * @param toTexts makes of it the texts of all calls
   * @param toOutput makes of a row and the results behind it what is given on
   */
  AnsweredRows(
      Iterator<InternalRow> rows,
      List<CallPlan> calls,
      Session session,
      UnsafeProjection toInput,
      UnsafeProjection toTexts,
      UnsafeProjection toOutput,
      FunctionSettings settings,
      TaskContext context,
      CallMetrics metrics) {
    this.rows = new RowsOfFiles(rows);
    this.calls = calls;
    this.session = session;
    this.toInput = toInput;
    this.toTexts = toTexts;
    this.toOutput = toOutput;
    this.failOnError = settings.failOnError();
    this.context = context;
    this.metrics = metrics;
    this.window = new AnswerWindow<>(settings.windowRows(), settings.windowBytes());
  }

  /**
   * A row in the window.
   *
   * @param unasked the outcomes of calls that were not asked, one for each call
   */
  private record AskedRow(UnsafeRow row, RowsOfFiles.File file, List<Outcome> unasked) {
    Outcome outcome(int call, Answers answers) {
      Outcome outcome = answers.outcomes().get(call);
      return outcome instanceof NotAsked ? unasked.get(call) : outcome;
    }
  }

  @Override
  public boolean hasNext() {
    return !closed && (!window.isEmpty() || rows.hasNext());
  }

  @Override
  public InternalRow next() {
    return QueryFailure.explained(this::answered);
  }

  private InternalRow answered() {
    while (window.hasRoom() && rows.hasNext()) {
      ask(rows.next());
    }
    Answers answers = await();
    AskedRow first = window.remove();
    @Nullable Object[] values = new @Nullable Object[calls.size()];
    for (int call = 0; call < values.length; call++) {
      values[call] = value(calls.get(call), first.outcome(call, answers));
    }
    metrics.rows().add(1);
    first.file().makeCurrent();
    return toOutput.apply(joined.apply(first.row(), new GenericInternalRow(values)));
  }

  private void ask(InternalRow input) {
    UnsafeRow row = toInput.apply(input).copy();
    UnsafeRow texts = toTexts.apply(row);
    List<Asked> asked = calls.stream().map(call -> call.asked(texts)).toList();
    window.add(
        new AskedRow(row, rows.file(), asked.stream().map(Asked::unasked).toList()),
        engineTime.measure(session.submit(asked.stream().map(Asked::texts).toList())),
        (long) row.getSizeInBytes() + texts.getSizeInBytes());
  }

  /** Looks up from time to time whether the task has been cancelled meanwhile. */
  private Answers await() {
    long start = System.nanoTime();
    try {
      return window.awaitFirst(context::killTaskIfInterrupted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.killTaskIfInterrupted();
      throw new IllegalStateException("Cannot wait for an answer: the thread was interrupted.", e);
    } finally {
      metrics.waitingTime().add(System.nanoTime() - start);
    }
  }

  private @Nullable Object value(CallPlan call, Outcome outcome) {
    if (outcome instanceof Answer answer) {
      metrics.answers().add(1);
      metrics.promptTokens().add(answer.promptTokens());
      metrics.completionTokens().add(answer.completionTokens());
      return call.value(answer);
    }
    if (outcome instanceof Failure failure) {
      metrics.failures().add(1);
      requireNoFailureEndsTheQuery(call, failure);
      return call.value(failure);
    }
    return null;
  }

  private void requireNoFailureEndsTheQuery(CallPlan call, Failure failure) {
    if (failOnError) {
      // What is wrong with an answer is said without a remedy: in the rows of a job there is none.
      String remedy = failure.kind() == ErrorKind.EMPTY_OUTPUT ? " Leave such rows out." : "";
      throw new InvalidInputException(
          "Cannot run %s on a row: %s%s Or set spark.tramontane.failOnError=false to get NULL for such rows."
              .formatted(call.function(), failure.message(), remedy));
    }
  }

  /** Takes back what is still in progress. Without effect the second time. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      metrics.engineTime().add(engineTime.nanoseconds());
      metrics.peakWindow().set(window.peakBytes());
    }
  }
}
