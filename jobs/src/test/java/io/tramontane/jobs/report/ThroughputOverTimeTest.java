package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.jobs.report.ThroughputOverTime.Point;
import io.tramontane.schema.ChunkEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ThroughputOverTimeTest {
  private static final long BEGIN = 1_800_000_000_000L;

  @Test
  void chunksAtTheSameTimeAddUpAndTheLastPointIsTheMeanOfWhatIsLeft() {
    ThroughputOverTime tokens =
        ThroughputOverTime.of(
            List.of(chunk(0, 2.0, 400), chunk(500, 1.0, 100), chunk(2_000, 0.5, 40)));

    assertThat(tokens.step()).isEqualTo(Duration.ofSeconds(1));
    assertThat(tokens.points())
        .containsExactly(
            new Point(Instant.ofEpochMilli(BEGIN), 250),
            new Point(Instant.ofEpochMilli(BEGIN + 1_000), 250),
            new Point(Instant.ofEpochMilli(BEGIN + 2_000), 80));
  }

  @Test
  void longRunsHaveLongStepsAndLoseNoToken() {
    Duration day = Duration.ofDays(1);
    ThroughputOverTime tokens =
        ThroughputOverTime.of(
            List.of(chunk(0, 3_600, 7_200_000), chunk(day.toMillis(), 1_800, 900_000)));

    assertThat(tokens.step()).isEqualTo(Duration.ofMinutes(15));
    assertThat(tokens.points()).hasSize(98);
    assertThat(tokens.points().get(0).tokensPerSecond()).isCloseTo(2_000, within(1e-6));
    assertThat(tokens.points().get(50).tokensPerSecond()).isZero();
    assertThat(tokens.points().get(97).tokensPerSecond()).isCloseTo(500, within(1e-6));
  }

  @Test
  void aChunkThatTookNoTimeCountsToo() {
    assertThat(ThroughputOverTime.of(List.of(chunk(0, 0, 5))).points())
        .containsExactly(new Point(Instant.ofEpochMilli(BEGIN), 5_000));
  }

  @Test
  void noChunksHaveNoPoints() {
    assertThat(ThroughputOverTime.of(List.of()).points()).isEmpty();
  }

  private static ChunkEntry chunk(long started, double seconds, long tokens) {
    return ChunkEntry.newBuilder()
        .setChunk(0)
        .setFile("")
        .setSha256("")
        .setBytes(0)
        .setFingerprint("")
        .setRows(1)
        .setRowsReused(0)
        .setRowsTruncated(0)
        .setUnique(1)
        .setErrors(new TreeMap<>())
        .setPromptTokens(tokens)
        .setCompletionTokens(0)
        .setExecutor("1")
        .setStarted(BEGIN + started)
        .setSeconds(seconds)
        .build();
  }
}
