package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads numbers and strings from the start of a file that is not to be trusted. No length that the
 * file announces is believed, or memory taken for it, before that many bytes are known to follow.
 */
final class HeaderInput {
  /**
   * Several times what the largest known vocabularies take; bounds what a hostile file can cost.
   */
  static final int MAX_BYTES = 64 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private long bufferedUpTo;
  private String current = "the header";

  HeaderInput(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.fileBytes = channel.size();
  }

  /** Names what is read or checked next, for error messages. */
  void reading(String what) {
    current = what;
  }

  Path file() {
    return file;
  }

  long fileBytes() {
    return fileBytes;
  }

  /** Bytes of the file read so far. */
  long position() {
    return bufferedUpTo - buffer.remaining();
  }

  int int32() throws IOException {
    return next(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return next(Long.BYTES).getLong();
  }

  /** A text of any length. */
  String string() throws IOException {
    return string(MAX_BYTES);
  }

  /** A text of at most this many bytes. */
  String string(int maxBytes) throws IOException {
    int length = count(int64(), 1);
    if (length > maxBytes) {
      throw damaged("its name takes %s bytes, expected at most %s".formatted(length, maxBytes));
    }
    try {
      return utf8.decode(ByteBuffer.wrap(bytes(length))).toString();
    } catch (CharacterCodingException e) {
      throw damaged("its text of %s bytes is not UTF-8".formatted(length));
    }
  }

  /** The next bytes; {@link #count} has checked that there are so many. */
  byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, next(1).remaining());
      buffer.get(bytes, done, part);
      done += part;
    }
    return bytes;
  }

  /**
   * Checks an announced number of things against the bytes that are left.
   *
   * @param count things, unsigned
   * @param minBytes bytes that each takes at least
   */
  int count(long count, int minBytes) {
    long left = fileBytes - position();
    if (count < 0 || count > left / minBytes) {
      throw damaged(
          "it announces %s × at least %s bytes, but only %s are left after byte %s of the file"
              .formatted(Long.toUnsignedString(count), minBytes, left, position()));
    }
    requireWithinLimit(count * minBytes);
    return (int) count;
  }

  /** The error of a file that ends too early or contradicts itself. */
  InvalidInputException damaged(String cause) {
    return invalid(cause, "The file is damaged or incomplete: fetch or convert it again");
  }

  InvalidInputException invalid(String cause, String remedy) {
    return new InvalidInputException(
        "Cannot open %s: %s: %s. %s.".formatted(file, current, cause, remedy));
  }

  /** The buffer with at least this many bytes. */
  private ByteBuffer next(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      requireWithinLimit(bytes);
      fill(bytes);
    }
    return buffer;
  }

  private void requireWithinLimit(long bytes) {
    if (bytes > MAX_BYTES - position()) {
      throw damaged(
          "it takes %s bytes after byte %s, expected a header of at most %s"
              .formatted(bytes, position(), MAX_BYTES));
    }
  }

  private void fill(int bytes) throws IOException {
    buffer.compact();
    while (buffer.position() < bytes) {
      int got = channel.read(buffer, bufferedUpTo);
      if (got < 0) {
        throw damaged("the file ends in the middle of it, at byte %s".formatted(bufferedUpTo));
      }
      bufferedUpTo += got;
    }
    buffer.flip();
  }
}
