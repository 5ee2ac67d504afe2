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
  UINT8(0, 1, Kind.INTEGER),
  INT8(1, 1, Kind.INTEGER),
  UINT16(2, 2, Kind.INTEGER),
  INT16(3, 2, Kind.INTEGER),
  UINT32(4, 4, Kind.INTEGER),
  INT32(5, 4, Kind.INTEGER),
  FLOAT32(6, 4, Kind.FLOATING),
  BOOL(7, 1, Kind.OTHER),
  /** UTF-8 text behind its length. */
  STRING(8, 8, Kind.OTHER),
  /** Values of one type behind that type and their count. */
  ARRAY(9, 12, Kind.OTHER),
  UINT64(10, 8, Kind.INTEGER),
  INT64(11, 8, Kind.INTEGER),
  FLOAT64(12, 8, Kind.FLOATING);

  private enum Kind {
    INTEGER,
    FLOATING,
    OTHER
  }

  private final int id;
  private final int minimumBytes;
  private final Kind kind;

  MetadataType(int id, int minimumBytes, Kind kind) {
    this.id = id;
    this.minimumBytes = minimumBytes;
    this.kind = kind;
  }

  /** Whether this is one of the eight signed and unsigned integer types. */
  public boolean isInteger() {
    return kind == Kind.INTEGER;
  }

  /** Whether this is {@link #FLOAT32} or {@link #FLOAT64}. */
  public boolean isFloating() {
    return kind == Kind.FLOATING;
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
