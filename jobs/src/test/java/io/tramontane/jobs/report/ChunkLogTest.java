package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.schema.ChunkEntry;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkLogTest {
  private final StringWriter written = new StringWriter();
  private final Logger logger = LoggerContext.getContext(false).getLogger("io.tramontane.jobs.run");
  private final Level levelBefore = logger.getLevel();
  private final WriterAppender appender =
      WriterAppender.newBuilder()
          .setName("written")
          .setTarget(written)
          .setLayout(PatternLayout.newBuilder().withPattern("%p %m%n").build())
          .build();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.removeAppender(appender);
    logger.setLevel(levelBefore);
    appender.stop();
  }

  @Test
  void aCommittedChunkIsOneLineOfPairs() {
    ChunkEntry chunk =
        ChunkEntry.newBuilder()
            .setChunk(17)
            .setFile("part-00017.parquet")
            .setSha256("")
            .setBytes(0)
            .setFingerprint("")
            .setRows(1_000)
            .setRowsReused(3)
            .setRowsTruncated(0)
            .setUnique(990)
            .setErrors(new TreeMap<>(Map.of("empty_text", 2L, "too_long", 3L)))
            .setPromptTokens(84_000)
            .setCompletionTokens(213)
            .setExecutor("4")
            .setStarted(0)
            .setSeconds(12.3456)
            .build();

    new ChunkLog("2026-11-01", 2).committed(chunk);

    assertThat(written.toString().lines())
        .containsExactly(
            "INFO chunk committed: run=2026-11-01 attempt=2 chunk=17 rows=1000 reused=3 errors=5 tokens=84213 seconds=12.346 executor=4");
  }
}
