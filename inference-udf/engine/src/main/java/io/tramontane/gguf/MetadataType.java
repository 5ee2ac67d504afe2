package io.tramontane.gguf;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of metadata values.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF
 *     specification</a>, {@code gguf_metadata_value_type}
 */
public enum MetadataType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  /** UTF-8 text behind its length. */
  STRING(8, 8),
  /** Values of one type behind that type and their count. */
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int id;
  private final int minimumBytes;

  MetadataType(int id, int minimumBytes) {
    this.id = id;
    this.minimumBytes = minimumBytes;
  }

  /** Whether this is one of the eight signed and unsigned integer types. */
  boolean isInteger() {
    return isFixedSize() && !isFloating() && this != BOOL;
  }

  /** Whether this is {@link #FLOAT32} or {@link #FLOAT64}. */
  boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether every value takes the same number of bytes. */
  boolean isFixedSize() {
    return this != STRING && this != ARRAY;
  }

  /** Bytes of a value of fixed size; otherwise the bytes that even an empty value takes. */
  int minimumBytes() {
    return minimumBytes;
  }

  /** The number that stands for this type in a file. */
  int id() {
    return id;
  }

  static Optional<MetadataType> find(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** All types with their ids, for error messages. */
  static String supported() {
    return Arrays.stream(values()).map(type -> type + " (" + type.id + ")").collect(joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
