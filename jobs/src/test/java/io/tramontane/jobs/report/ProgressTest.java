package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.schema.ChunkEntry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private long seconds;

  @Test
  void theBarFillsAndTellsSpeedAndTimeLeft() {
    ProgressBar bar = new ProgressBar(stream, this::nanoTime);

    bar.begin(4_000, 1_000);
    seconds = 10;
    bar.committed(chunk(1_000, 5_000));
    seconds = 7_230;
    bar.committed(chunk(500, 7_000));
    bar.end();

    assertThat(shown.toString(StandardCharsets.UTF_8).split("\r"))
        .containsExactly(
            "",
            "[#######.......................] 1,000 of 4,000 documents, 0 tokens/s\u001B[K",
            "[###############...............] 2,000 of 4,000 documents, 500 tokens/s, 0:00:20 left\u001B[K",
            "[##################............] 2,500 of 4,000 documents, 2 tokens/s, 2:00:30 left\u001B[K"
                + System.lineSeparator());
  }

  @Test
  void linesComeNowAndThen() {
    ProgressLines lines = new ProgressLines(stream, this::nanoTime);

    lines.begin(30, 0);
    seconds = 3;
    lines.committed(chunk(10, 30));
    seconds = 10;
    lines.committed(chunk(10, 30));
    seconds = 12;
    lines.committed(chunk(10, 60));
    lines.end();

    assertThat(shown.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "0 of 30 documents, 0 tokens/s",
            "20 of 30 documents, 6 tokens/s, 0:00:05 left",
            "30 of 30 documents, 10 tokens/s");
  }

  @Test
  void bothSayThatTheRunIsStopping() {
    new ProgressLines(stream, this::nanoTime).stopping(Duration.ofSeconds(90));
    new ProgressBar(stream, this::nanoTime).stopping(Duration.ofSeconds(5));

    assertThat(shown.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Stopping: no more chunks begin, those in progress have 90 s to end.",
            "",
            "Stopping: no more chunks begin, those in progress have 5 s to end.");
  }

  private long nanoTime() {
    return seconds * 1_000_000_000;
  }

  private static ChunkEntry chunk(long rows, long tokens) {
    return new ChunkEntry(
        0, "", "", 0L, "", rows, 0L, 0L, rows, new TreeMap<>(), tokens, 0L, "", 0L, 1.0);
  }
}
