package io.tramontane.gguf;

import io.tramontane.gguf.MetadataValue.ArrayValue;
import io.tramontane.gguf.MetadataValue.BooleanValue;
import io.tramontane.gguf.MetadataValue.FloatingValue;
import io.tramontane.gguf.MetadataValue.IntegerValue;
import io.tramontane.gguf.MetadataValue.StringValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds a header in memory: the counterpart of {@link HeaderInput} and {@link HeaderParser}. */
final class HeaderOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  void int32(int value) {
    littleEndian(value, Integer.BYTES);
  }

  void int64(long value) {
    littleEndian(value, Long.BYTES);
  }

  void string(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "Cannot write a text as UTF-8: it holds half a surrogate pair.");
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes.writeBytes(utf8);
  }

  void tensor(TensorInfo tensor) {
    string(tensor.name());
    int32(tensor.shape().size());
    tensor.shape().forEach(this::int64);
    int32(tensor.type().id());
    int64(tensor.offset());
  }

  /** The value without its type. */
  void value(MetadataValue value) {
    if (value instanceof IntegerValue integer) {
      littleEndian(integer.value(), integer.type().minimumBytes());
    } else if (value instanceof FloatingValue floating) {
      floating(floating);
    } else if (value instanceof BooleanValue truth) {
      littleEndian(truth.value() ? 1 : 0, 1);
    } else if (value instanceof StringValue text) {
      string(text.value());
    } else if (value instanceof ArrayValue array) {
      int32(array.elementType().id());
      int64(array.elements().size());
      array.elements().forEach(this::value);
    }
  }

  private void floating(FloatingValue floating) {
    if (floating.type() == MetadataType.FLOAT32) {
      int32(Float.floatToRawIntBits((float) floating.value()));
    } else {
      int64(Double.doubleToRawLongBits(floating.value()));
    }
  }

  private void littleEndian(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> (8 * i)));
    }
  }
}
