package io.tramontane.udf.function;

import io.tramontane.generate.InferenceResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An answer that the model may still be working on. For one thread. */
public final class PendingAnswer {
  private final Function<InferenceResult, TextAnswer> read;
  private @Nullable CompletableFuture<InferenceResult> result;
  private @Nullable TextAnswer answer;

  /** What will be read from a result, once the request for it is {@link #sent}. */
  PendingAnswer(Function<InferenceResult, TextAnswer> read) {
    this.read = read;
  }

  /** An answer that needs no model. */
  public static PendingAnswer known(TextAnswer answer) {
    PendingAnswer known = new PendingAnswer(result -> answer);
    known.answer = answer;
    return known;
  }

  void sent(CompletableFuture<InferenceResult> request) {
    result = request;
  }

  /**
   * Waits for the answer.
   *
   * @return null if it has not come in time
   * @throws IllegalStateException if the request has not been sent, or the engine was closed
   */
  public @Nullable TextAnswer await(long milliseconds) throws InterruptedException {
    if (answer == null) {
      if (result == null) {
        throw new IllegalStateException("Cannot wait for an answer: the request was not sent.");
      }
      try {
        answer = read.apply(result.get(milliseconds, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        return null;
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot answer a row: the engine has failed.", e);
      }
    }
    return answer;
  }

  /** Takes the request back, where it is still in work. */
  public void cancel() {
    if (result != null) {
      boolean unused = result.cancel(false);
    }
  }
}
