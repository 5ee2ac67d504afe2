package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class FetchProgressTest {
  private final AtomicLong nanoTime = new AtomicLong(5);
  private final List<String> lines = new ArrayList<>();

  @Test
  void aLineComesEveryTenSeconds() {
    Logger logger = Logger.getLogger(FetchProgress.class.getName());
    Handler handler = handler();
    logger.addHandler(handler);
    try {
      FetchProgress progress =
          new FetchProgress("https://me:pw@hub/m.gguf?key", 26_000_000_000L, nanoTime::get);
      progress.reached(1_000_000);
      after(10);
      progress.reached(13_520_000_000L);
      after(9);
      progress.reached(20_000_000_000L);
      after(1);
      progress.reached(26_000_000_000L);
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(lines)
        .containsExactly(
            "INFO Fetching model https://(masked)@hub/m.gguf?(masked): 13,520,000,000 of 26,000,000,000 bytes, 52 %.",
            "INFO Fetching model https://(masked)@hub/m.gguf?(masked): 26,000,000,000 of 26,000,000,000 bytes, 100 %.");
  }

  private void after(int seconds) {
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Handler handler() {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        lines.add(record.getLevel() + " " + new SimpleFormatter().formatMessage(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
