package io.tramontane.udf.catalyst;

import io.tramontane.backend.Answers;
import java.util.concurrent.CompletableFuture;

/** How long the engine has had at least one row of a task. Thread-safe. */
final class EngineTime {
  private int rows;
  private long since;
  private long nanoseconds;

  /** Counts the time until these answers are there, or no longer awaited. */
  CompletableFuture<Answers> measure(CompletableFuture<Answers> answers) {
    begin();
    CompletableFuture<Answers> unused = answers.whenComplete((done, failure) -> end());
    return answers;
  }

  private synchronized void begin() {
    if (rows == 0) {
      since = System.nanoTime();
    }
    rows++;
  }

  private synchronized void end() {
    rows--;
    if (rows == 0) {
      nanoseconds += System.nanoTime() - since;
    }
  }

  /** So far, in nanoseconds. */
  synchronized long nanoseconds() {
    return nanoseconds + (rows == 0 ? 0 : System.nanoTime() - since);
  }
}
