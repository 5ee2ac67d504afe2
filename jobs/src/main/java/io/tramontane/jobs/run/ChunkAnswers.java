package io.tramontane.jobs.run;

import io.tramontane.backend.AnswerWindow;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.jobs.config.JobConfig;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * The documents of one chunk with their outcomes, in their order, each different text asked about
 * once. As long as there are documents, the model has a full {@link AnswerWindow} of them: as one
 * leaves it, the next is submitted.
 *
 * <p>Equal documents must be neighbours, behind the answer that another run has given to them, if
 * any. For one thread.
 */
final class ChunkAnswers implements Iterator<AnsweredDocument> {
  private final Iterator<Row> rows;
  private final Session session;
  private final Schema columns;
  private final AnswerWindow<Pending> window;
  private final TaskContext context;

  /** The content that came last, and its answer, which documents of the same content share. */
  private Shared last = new Shared("", CompletableFuture.completedFuture(null), false);

  private ChunkAnswers(
      Iterator<Row> rows,
      Session session,
      Schema columns,
      AnswerWindow<Pending> window,
      TaskContext context) {
    this.rows = rows;
    this.session = session;
    this.columns = columns;
    this.window = window;
    this.context = context;
  }

  /**
   * Answers documents.
   *
   * @param rows of the {@link io.tramontane.jobs.plan.ChunkedCorpus}
   * @param session for the job's one task
   * @param context whose end also ends the waiting for answers
   */
  static ChunkAnswers of(
      Iterator<Row> rows, Session session, JobConfig config, TaskContext context) {
    return new ChunkAnswers(
        rows,
        session,
        config.task().columns(),
        new AnswerWindow<>(config.run().windowDocuments(), config.run().windowBytes()),
        context);
  }

  /** A document in the window. */
  private record Pending(ReadDocument document, boolean reused) {}

  private record Shared(String hash, CompletableFuture<Answers> answers, boolean reused) {}

  @Override
  public boolean hasNext() {
    fill();
    return !window.isEmpty();
  }

  @Override
  public AnsweredDocument next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Outcome outcome = await().only();
    Pending pending = window.remove();
    return new AnsweredDocument(pending.document(), outcome, pending.reused());
  }

  private void fill() {
    while (window.hasRoom() && rows.hasNext()) {
      Row row = rows.next();
      Optional<EarlierAnswer> earlier = EarlierAnswer.of(row, columns);
      if (earlier.isPresent()) {
        last = new Shared(earlier.get().hash(), completed(earlier.get().answer()), true);
      } else {
        add(ReadDocument.of(row));
      }
    }
  }

  private void add(ReadDocument document) {
    if (document.failure() != null) {
      window.add(new Pending(document, false), completed(document.failure()), document.bytes());
      return;
    }
    if (!document.hash().equals(last.hash())) {
      last = new Shared(document.hash(), session.submit(Texts.of(document.text())), false);
    }
    window.add(new Pending(document, last.reused()), last.answers(), document.bytes());
  }

  private static CompletableFuture<Answers> completed(Outcome outcome) {
    return CompletableFuture.completedFuture(new Answers(List.of(outcome)));
  }

  private Answers await() {
    try {
      return window.awaitFirst(context::killTaskIfInterrupted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.killTaskIfInterrupted();
      throw new IllegalStateException("Cannot wait for an answer: the thread was interrupted.", e);
    }
  }
}
