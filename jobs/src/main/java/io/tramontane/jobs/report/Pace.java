package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast a run is, and how much time is left at that speed. */
final class Pace {
  private final LongSupplier nanoTime;
  private final long start;
  private final long documents;
  private final long doneBefore;
  private long done;
  private long tokens;

  Pace(long documents, long doneBefore, LongSupplier nanoTime) {
    this.documents = documents;
    this.doneBefore = doneBefore;
    this.done = doneBefore;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  void add(ChunkEntry chunk) {
    done += chunk.getRows();
    tokens += chunk.getPromptTokens() + chunk.getCompletionTokens();
  }

  /** The share of documents that are done, in 0 to 1. */
  double share() {
    return documents == 0 ? 1 : (double) done / documents;
  }

  /** Such as {@code 1,200 of 5,000 documents, 830 tokens/s, 0:12:05 left}. */
  @Override
  public String toString() {
    double seconds = (nanoTime.getAsLong() - start) / 1e9;
    String text =
        String.format(
            Locale.ROOT,
            "%,d of %,d documents, %,.0f tokens/s",
            done,
            documents,
            seconds > 0 ? tokens / seconds : 0);
    if (done == doneBefore || done >= documents) {
      return text;
    }
    Duration left = Duration.ofSeconds((long) (seconds / (done - doneBefore) * (documents - done)));
    return "%s, %s left".formatted(text, NumberFormats.clock(left));
  }
}
