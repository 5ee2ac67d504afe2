package io.tramontane.udf.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, whose end is an error when nothing arrives for a time: the client of the
 * JDK waits for ever. For one thread.
 */
final class TimedBody extends InputStream {
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final InputStream body;
  private final Duration limit;
  private volatile boolean stalled;

  TimedBody(InputStream body, Duration limit) {
    this.body = body;
    this.limit = limit;
  }

  /** Its thread ends when there is nothing to watch. */
  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tramontane-http-watch");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
    watch.setKeepAliveTime(1, TimeUnit.SECONDS);
    watch.allowCoreThreadTimeOut(true);
    return watch;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    ScheduledFuture<?> giveUp =
        WATCH.schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return body.read(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      giveUp.cancel(false);
    }
  }

  private IOException failure(IOException cause) {
    if (Thread.currentThread().isInterrupted()) {
      InterruptedIOException interrupted = new InterruptedIOException("it was interrupted");
      interrupted.initCause(cause);
      return interrupted;
    }
    return new TransferException(
        stalled
            ? "nothing arrived for %s s".formatted(limit.toSeconds())
            : "the connection broke off (%s)".formatted(cause.getMessage()),
        cause);
  }

  private void giveUp() {
    stalled = true;
    try {
      body.close();
    } catch (IOException e) {
      // The reader is told by the closed stream.
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
