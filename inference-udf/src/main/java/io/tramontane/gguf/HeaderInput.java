package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads numbers and strings from the start of a file that is not to be trusted. No length that the
 * file announces is believed, or memory taken for it, before that many bytes are known to follow.
 */
final class HeaderInput {
  /** Ten times what the largest known vocabularies take; bounds what a hostile file can cost. */
  static final int MOST_BYTES = 128 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long bufferedUpTo;
  private String current = "the header";

  HeaderInput(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.fileBytes = channel.size();
  }

  /** Names what is read next, for error messages. */
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

  byte int8() throws IOException {
    return next(Byte.BYTES).get();
  }

  int int32() throws IOException {
    return next(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return next(Long.BYTES).getLong();
  }

  String string() throws IOException {
    byte[] utf8 = bytes(int64(), 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw damaged("its text of " + utf8.length + " bytes is not UTF-8");
    }
  }

  /**
   * The bytes of an array.
   *
   * @param count elements, unsigned
   * @param size bytes of an element
   */
  byte[] bytes(long count, int size) throws IOException {
    byte[] bytes = new byte[count(count, size) * size];
    int done = Math.min(bytes.length, buffer.remaining());
    buffer.get(bytes, 0, done);
    while (done < bytes.length) {
      fill(1);
      int part = Math.min(bytes.length - done, buffer.remaining());
      buffer.get(bytes, done, part);
      done += part;
    }
    return bytes;
  }

  /**
   * Checks an announced number of things against the bytes that are left.
   *
   * @param count things, unsigned
   * @param leastBytes bytes that each takes at least
   */
  int count(long count, int leastBytes) {
    long left = fileBytes - position();
    if (count < 0 || count > left / leastBytes) {
      throw damaged(
          "it announces "
              + Long.toUnsignedString(count)
              + " × "
              + leastBytes
              + " bytes or more at byte "
              + position()
              + ", but the file ends after "
              + left
              + " more");
    }
    requireWithinHeader(count * leastBytes);
    return (int) count;
  }

  InvalidInputException damaged(String cause) {
    return new InvalidInputException(
        "Cannot open "
            + file
            + ": "
            + current
            + ": "
            + cause
            + ". The file is damaged or incomplete; fetch or convert it again.");
  }

  private ByteBuffer next(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      requireWithinHeader(bytes);
      fill(bytes);
    }
    return buffer;
  }

  private void requireWithinHeader(long bytes) {
    if (bytes > MOST_BYTES - position()) {
      throw damaged(
          "the header goes beyond its limit of " + MOST_BYTES + " bytes, at byte " + position());
    }
  }

  /** Reads ahead until at least this many bytes are in the buffer. */
  private void fill(int bytes) throws IOException {
    buffer.compact();
    while (buffer.position() < bytes) {
      int got = channel.read(buffer, bufferedUpTo);
      if (got < 0) {
        throw damaged("the file ends at byte " + bufferedUpTo + " in the middle of it");
      }
      bufferedUpTo += got;
    }
    buffer.flip();
  }
}
