package io.tramontane.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds a file field by field, right or wrong, from the specification and without the code under
 * test.
 */
final class RawGguf {
  static final int UINT8 = 0;
  static final int UINT32 = 4;
  static final int BOOL = 7;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;
  static final int F32 = 0;
  static final int Q4_0 = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static RawGguf empty() {
    return new RawGguf();
  }

  /** The header of a version 3 file with these counts. */
  static RawGguf header(long tensors, long metadata) {
    return empty().text("GGUF").int32(3).int64(tensors).int64(metadata);
  }

  RawGguf int8(int value) {
    bytes.write(value);
    return this;
  }

  RawGguf int32(int value) {
    return int8(value).int8(value >>> 8).int8(value >>> 16).int8(value >>> 24);
  }

  RawGguf int64(long value) {
    return int32((int) value).int32((int) (value >>> 32));
  }

  /** The characters alone, without their length. */
  RawGguf text(String text) {
    bytes.writeBytes(text.getBytes(UTF_8));
    return this;
  }

  RawGguf string(String text) {
    return int64(text.getBytes(UTF_8).length).text(text);
  }

  RawGguf uint32(String key, int value) {
    return string(key).int32(UINT32).int32(value);
  }

  RawGguf tensor(String name, int type, long offset, long... shape) {
    string(name).int32(shape.length);
    for (long size : shape) {
      int64(size);
    }
    return int32(type).int64(offset);
  }

  /** Zeros up to the alignment of 32, then this many. */
  RawGguf data(int count) {
    bytes.writeBytes(new byte[-bytes.size() & 31]);
    bytes.writeBytes(new byte[count]);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }
}
