package io.tramontane.udf.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Copies one version of a file, try after try. The rest is asked for by {@code Range} and {@code
 * If-Range}, so that a server that has another version sends all of that one, and is found out; of
 * a file whose version has no name, everything is fetched anew after a break. For one thread.
 */
final class HttpDownload {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Whoever has got on by so much may fail as often again. */
  private static final long WORTHWHILE_BYTES = 1 << 20;

  private final HttpAccess access;
  private final HttpFile file;
  private final PartialFile copy;

  HttpDownload(HttpAccess access, HttpFile file, PartialFile copy) {
    this.access = access;
    this.file = file;
    this.copy = copy;
  }

  void run(Retries retries) throws IOException {
    long most = copy.length();
    restartUnlessNamed();
    while (copy.length() < file.bytes()) {
      try {
        receive();
      } catch (TransferException e) {
        if (copy.length() >= most + WORTHWHILE_BYTES) {
          retries.forget();
        }
        most = Math.max(most, copy.length());
        retries.awaitNext(e);
        restartUnlessNamed();
      }
    }
  }

  private void restartUnlessNamed() throws IOException {
    if (file.validator().ifRange().isEmpty() && copy.length() > 0) {
      copy.restart();
    }
  }

  private void receive() throws IOException {
    try (HttpReply reply = access.get(file.location(), range())) {
      transfer(reply, expected(reply));
    }
  }

  private Map<String, String> range() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (copy.length() > 0) {
      headers.put("Range", "bytes=" + copy.length() + "-");
      headers.put("If-Range", file.validator().ifRange().orElseThrow());
    }
    return headers;
  }

  /** How many bytes an answer holds, all of which go behind what is there. */
  private long expected(HttpReply reply) throws IOException {
    return switch (reply.status()) {
      case 200 -> {
        requireSame(reply, reply.length());
        if (copy.length() > 0) {
          copy.restart();
        }
        yield file.bytes();
      }
      case 206 -> {
        ContentRange range =
            ContentRange.of(reply.header("Content-Range"))
                .filter(given -> given.first() == copy.length())
                .orElseThrow(() -> otherRange(reply));
        requireSame(reply, OptionalLong.of(range.total()));
        yield range.last() - range.first() + 1;
      }
      case 416 -> throw new HttpFileChangedException("it is shorter than it was");
      default -> throw access.refusal(reply);
    };
  }

  private TransferException otherRange(HttpReply reply) {
    return new TransferException(
        "%s was asked for the bytes from %s on, and says that it gives '%s'"
            .formatted(reply.asked().origin(), copy.length(), reply.header("Content-Range")));
  }

  private void requireSame(HttpReply reply, OptionalLong bytes) throws IOException {
    if (bytes.orElse(file.bytes()) != file.bytes()) {
      throw new HttpFileChangedException(
          "its length was %s bytes and is %s".formatted(file.bytes(), bytes.getAsLong()));
    }
    if (!file.validator().matches(HttpValidator.of(reply.headers()))) {
      throw new HttpFileChangedException("its entity tag or time has changed");
    }
  }

  private void transfer(HttpReply reply, long expected) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = expected;
    for (int read = reply.body().read(buffer); read >= 0; read = reply.body().read(buffer)) {
      if (read > left) {
        // None of its bytes can be relied on.
        copy.restart();
        throw new TransferException(
            "%s gives more than the %s bytes that it said"
                .formatted(reply.asked().origin(), expected));
      }
      copy.append(buffer, read);
      left -= read;
    }
    if (left > 0) {
      throw new TransferException(
          "%s gave %s bytes in the place of %s"
              .formatted(reply.asked().origin(), expected - left, expected));
    }
  }
}
