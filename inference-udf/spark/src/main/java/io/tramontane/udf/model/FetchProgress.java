package io.tramontane.udf.model;

import io.tramontane.failure.Secrets;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Logs how far the fetching of a model is, every ten seconds or so; see {@code
 * conf/log4j2.properties}. For one thread.
 */
final class FetchProgress {
  private static final Logger LOG = System.getLogger(FetchProgress.class.getName());
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final String url;
  private final long bytes;
  private final LongSupplier nanoTime;
  private long lastLine;

  /**
   * @param bytes of the model
   */
  FetchProgress(String url, long bytes, LongSupplier nanoTime) {
    this.url = Secrets.mask(url);
    this.bytes = bytes;
    this.nanoTime = nanoTime;
    this.lastLine = nanoTime.getAsLong();
  }

  /** So many bytes are there. */
  void reached(long fetched) {
    if (nanoTime.getAsLong() - lastLine >= BETWEEN_LINES.toNanos()) {
      lastLine = nanoTime.getAsLong();
      LOG.log(
          Level.INFO,
          () ->
              String.format(
                  Locale.ROOT,
                  "Fetching model %s: %,d of %,d bytes, %d %%.",
                  url,
                  fetched,
                  bytes,
                  fetched * 100 / bytes));
    }
  }
}
