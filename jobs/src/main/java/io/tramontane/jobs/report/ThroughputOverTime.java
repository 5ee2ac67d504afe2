package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens per second over time. A chunk's tokens are spread evenly over the time that it took.
 *
 * @param step the time between two points
 * @param points from the start of the first chunk on; none if there are no chunks
 */
record ThroughputOverTime(Duration step, List<Point> points) {
  private static final int MAX_POINTS = 120;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1));

  /** The mean over one step that starts at a time, or up to the end of the last chunk. */
  record Point(Instant time, double tokensPerSecond) {}

  static ThroughputOverTime of(List<ChunkEntry> chunks) {
    long begin = chunks.stream().mapToLong(ChunkEntry::getStarted).min().orElse(0);
    long end =
        chunks.stream().mapToLong(chunk -> chunk.getStarted() + millis(chunk)).max().orElse(0);
    Duration step = step(end - begin);
    double[] tokens = tokens(chunks, begin, end, step.toMillis());
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      long time = begin + i * step.toMillis();
      double seconds = Math.min(step.toMillis(), end - time) / 1e3;
      points.add(new Point(Instant.ofEpochMilli(time), tokens[i] / seconds));
    }
    return new ThroughputOverTime(step, points);
  }

  private static Duration step(long millis) {
    return STEPS.stream()
        .filter(step -> millis <= MAX_POINTS * step.toMillis())
        .findFirst()
        .orElse(STEPS.get(STEPS.size() - 1));
  }

  /** The tokens of each step. */
  private static double[] tokens(List<ChunkEntry> chunks, long begin, long end, long step) {
    double[] tokens = new double[Math.toIntExact((end - begin + step - 1) / step)];
    for (ChunkEntry chunk : chunks) {
      long from = chunk.getStarted() - begin;
      long to = from + millis(chunk);
      double perMilli =
          (double) (chunk.getPromptTokens() + chunk.getCompletionTokens()) / millis(chunk);
      for (long i = from / step; i * step < to; i++) {
        tokens[(int) i] += perMilli * (Math.min(to, (i + 1) * step) - Math.max(from, i * step));
      }
    }
    return tokens;
  }

  /** How long a chunk took; at least 1 ms, so that its tokens have a place. */
  private static long millis(ChunkEntry chunk) {
    return Math.max(1, Math.round(1e3 * chunk.getSeconds()));
  }
}
