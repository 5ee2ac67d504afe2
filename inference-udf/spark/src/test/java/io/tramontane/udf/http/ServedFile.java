package io.tramontane.udf.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file as a good web server gives it, with ranges and If-Range; and, where a test wants it, as a
 * bad one does. May be changed while it is served.
 */
public final class ServedFile implements HttpHandler {
  private static final String LONG_AGO = "Fri, 02 Jan 2026 03:04:05 GMT";

  private volatile byte[] content;
  private volatile @Nullable String etag = "\"v1\"";
  private volatile @Nullable String lastModified = LONG_AGO;
  private volatile boolean ranges = true;
  private volatile long breakAt = Long.MAX_VALUE;
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile @Nullable CountDownLatch stall;

  private ServedFile(byte[] content) {
    this.content = content;
  }

  /** One of random bytes. */
  public static ServedFile of(int bytes) {
    return new ServedFile(random(bytes));
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random().nextBytes(content);
    return content;
  }

  public byte[] content() {
    return content;
  }

  /** Another content of the same length, and another entity tag. */
  public void change(@Nullable String newEtag) {
    content = random(content.length);
    etag = newEtag;
  }

  /** Names its version by these alone. */
  public ServedFile versioned(@Nullable String newEtag, @Nullable String newLastModified) {
    etag = newEtag;
    lastModified = newLastModified;
    return this;
  }

  /** Never sends a part. */
  ServedFile withoutRanges() {
    ranges = false;
    return this;
  }

  /** Breaks off so many times in front of a byte. */
  public ServedFile breakingAt(long position, int times) {
    breakAt = position;
    breaks.set(times);
    return this;
  }

  /** The next break does not close the connection before the latch opens. */
  public ServedFile stallingAt(long position, CountDownLatch latch) {
    stall = latch;
    return breakingAt(position, 1);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] now = content;
    Headers headers = exchange.getResponseHeaders();
    if (etag != null) {
      headers.set("ETag", etag);
    }
    if (lastModified != null) {
      headers.set("Last-Modified", lastModified);
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !ranges || !isCurrent(exchange.getRequestHeaders().getFirst("If-Range"))) {
      exchange.sendResponseHeaders(200, now.length);
      send(exchange, now, 0, now.length);
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-", -1);
    int first = Integer.parseInt(ends[0]);
    int end = ends[1].isEmpty() ? now.length : Integer.parseInt(ends[1]) + 1;
    headers.set("Content-Range", "bytes %s-%s/%s".formatted(first, end - 1, now.length));
    exchange.sendResponseHeaders(206, end - first);
    send(exchange, now, first, end);
  }

  private boolean isCurrent(@Nullable String ifRange) {
    return ifRange == null
        || ifRange.equals(lastModified)
        // A weak tag never stands for the same bytes.
        || (ifRange.equals(etag) && !ifRange.startsWith("W/"));
  }

  private void send(HttpExchange exchange, byte[] bytes, int first, int end) throws IOException {
    OutputStream body = exchange.getResponseBody();
    if (first < breakAt && breakAt < end && breaks.getAndDecrement() > 0) {
      body.write(bytes, first, (int) breakAt - first);
      body.flush();
      CountDownLatch latch = stall;
      awaitQuietly(latch == null ? new CountDownLatch(1) : latch, latch == null ? 200 : 60_000);
      return;
    }
    body.write(bytes, first, end - first);
  }

  /** What is on its way when the connection ends, the client may throw away. */
  private static void awaitQuietly(CountDownLatch latch, int millis) {
    try {
      latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
