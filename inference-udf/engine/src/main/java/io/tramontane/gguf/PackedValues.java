package io.tramontane.gguf;

import io.tramontane.gguf.MetadataValue.BooleanValue;
import io.tramontane.gguf.MetadataValue.FloatingValue;
import io.tramontane.gguf.MetadataValue.IntegerValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Metadata values of fixed size, kept as they lie in the file: an array of a million numbers takes
 * no more memory than its bytes.
 */
final class PackedValues extends AbstractList<MetadataValue> implements RandomAccess {
  private final MetadataType type;
  private final ByteBuffer bytes;

  PackedValues(MetadataType type, byte[] bytes) {
    this.type = type;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int size() {
    return bytes.capacity() / type.minimumBytes();
  }

  @Override
  public MetadataValue get(int index) {
    int at = Objects.checkIndex(index, size()) * type.minimumBytes();
    return switch (type) {
      case FLOAT32 -> new FloatingValue(type, bytes.getFloat(at));
      case FLOAT64 -> new FloatingValue(type, bytes.getDouble(at));
      case BOOL -> new BooleanValue(bytes.get(at) != 0);
      default -> new IntegerValue(type, integer(at));
    };
  }

  private long integer(int at) {
    return switch (type) {
      case UINT8 -> Byte.toUnsignedLong(bytes.get(at));
      case INT8 -> bytes.get(at);
      case UINT16 -> Short.toUnsignedLong(bytes.getShort(at));
      case INT16 -> bytes.getShort(at);
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case INT32 -> bytes.getInt(at);
      case UINT64, INT64 -> bytes.getLong(at);
      default -> throw new IllegalStateException("Cannot read an integer of type " + type + ".");
    };
  }
}
