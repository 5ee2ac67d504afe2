package io.tramontane.generate;

import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request and what it holds. Keeps the request to what it declared, since others depend
 * on that.
 *
 * @param bytes the KV memory of its own cache
 * @param prefix the shared part of its prompt, if there is one
 */
record RunningRequest(
    ActiveRequest progress,
    InferenceRequest request,
    CompletableFuture<InferenceResult> future,
    long bytes,
    PrefixCache.@Nullable Entry prefix) {

  /** Whether it waits for a prefix that is still being computed. */
  boolean awaitsPrefix() {
    return prefix != null && !prefix.isReady();
  }

  int prefillRows() {
    return progress.prefillRows();
  }

  int maxLogitsRows() {
    return request.maxLogitsRows();
  }

  /**
   * What it wants computed next.
   *
   * @param room as {@link ActiveRequest#nextSpans} has it
   * @param allRoom whether that is all the room that a step ever has
   * @throws IllegalStateException if it wants what it may not
   */
  List<TokenSpan> nextSpans(int room, boolean allRoom, Transformer model) {
    int prefillRows = prefillRows();
    List<TokenSpan> next;
    try {
      next = progress.nextSpans(room);
      model.requireRunnable(next);
    } catch (RuntimeException e) {
      throw broken("it threw " + e, e);
    }
    if (logitsRows(next) > maxLogitsRows()) {
      throw broken(
          "it wants %s rows of logits from one step and declared at most %s"
              .formatted(logitsRows(next), maxLogitsRows()),
          null);
    }
    int maxRows = (prefillRows > 0 ? room : 0) + maxLogitsRows();
    if (rows(next) > maxRows) {
      throw broken(
          "it wants %s rows computed in one step and may want %s".formatted(rows(next), maxRows),
          null);
    }
    if (next.isEmpty() && (prefillRows == 0 || allRoom)) {
      throw broken("it has no result and wants nothing computed", null);
    }
    return next;
  }

  /**
   * Takes the logits of what it wanted computed.
   *
   * @throws IllegalStateException if it fails to
   */
  @Nullable InferenceResult accept(Logits logits, int firstRow) {
    try {
      return progress.accept(logits, firstRow);
    } catch (RuntimeException e) {
      throw broken("it threw " + e, e);
    }
  }

  static int rows(List<TokenSpan> spans) {
    return spans.stream().mapToInt(TokenSpan::length).sum();
  }

  static int logitsRows(List<TokenSpan> spans) {
    return spans.stream().mapToInt(TokenSpan::wantedRows).sum();
  }

  private IllegalStateException broken(String cause, @Nullable RuntimeException thrown) {
    return new IllegalStateException(
        "Cannot continue a %s: %s. Correct that class."
            .formatted(request.getClass().getSimpleName(), cause),
        thrown);
  }
}
