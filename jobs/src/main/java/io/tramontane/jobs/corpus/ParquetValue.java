package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of one column of a Parquet file as bytes, see {@link KeptType}: those of a
 * string, or the characters of a number.
 */
final class ParquetValue extends PrimitiveConverter {
  /** The day of the Julian calendar on which 1970 began. */
  private static final long EPOCH = 2_440_588;

  private final Function<Binary, byte[]> ofBinary;
  private final IntFunction<String> ofInt;
  private final LongFunction<String> ofLong;
  private byte @Nullable [] value;

  private ParquetValue(
      Function<Binary, byte[]> ofBinary, IntFunction<String> ofInt, LongFunction<String> ofLong) {
    this.ofBinary = ofBinary;
    this.ofInt = ofInt;
    this.ofLong = ofLong;
  }

  /** Of a column that {@link ParquetType} knows. */
  static ParquetValue of(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal(decimal.getScale());
    }
    if (annotation instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return new ParquetValue(Binary::getBytes, Integer::toUnsignedString, Long::toUnsignedString);
    }
    if (annotation instanceof TimestampLogicalTypeAnnotation timestamp
        && timestamp.getUnit() == LogicalTypeAnnotation.TimeUnit.MILLIS) {
      return ofLong(millis -> Long.toString(Math.multiplyExact(millis, 1000)));
    }
    if (ParquetType.isUuid(type)) {
      return ofBinary(ParquetValue::uuid);
    }
    return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96
        ? ofBinary(ParquetValue::micros)
        : ofBinary(Binary::getBytes);
  }

  private static ParquetValue ofBinary(Function<Binary, byte[]> ofBinary) {
    return new ParquetValue(ofBinary, Integer::toString, Long::toString);
  }

  private static ParquetValue ofLong(LongFunction<String> ofLong) {
    return new ParquetValue(Binary::getBytes, Integer::toString, ofLong);
  }

  private static ParquetValue decimal(int scale) {
    return new ParquetValue(
        number -> bytes(new BigDecimal(new BigInteger(number.getBytes()), scale).toPlainString()),
        number -> BigDecimal.valueOf(number, scale).toPlainString(),
        number -> BigDecimal.valueOf(number, scale).toPlainString());
  }

  private static byte[] uuid(Binary value) {
    ByteBuffer halves = value.toByteBuffer();
    return bytes(new UUID(halves.getLong(), halves.getLong()).toString());
  }

  /** Of nanoseconds of a day and the day, as Impala began to write them. */
  private static byte[] micros(Binary instant) {
    ByteBuffer parts = instant.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long micros = TimeUnit.NANOSECONDS.toMicros(parts.getLong());
    return bytes(Long.toString(TimeUnit.DAYS.toMicros(parts.getInt() - EPOCH) + micros));
  }

  private static byte[] bytes(String characters) {
    return characters.getBytes(US_ASCII);
  }

  /** Forgets the value, so that a null is told from what stood before it. */
  void clear() {
    value = null;
  }

  byte @Nullable [] value() {
    return value;
  }

  @Override
  public void addBinary(Binary binary) {
    value = ofBinary.apply(binary);
  }

  @Override
  public void addInt(int number) {
    value = bytes(ofInt.apply(number));
  }

  @Override
  public void addLong(long number) {
    value = bytes(ofLong.apply(number));
  }

  @Override
  public void addFloat(float number) {
    value = bytes(Float.toString(number));
  }

  @Override
  public void addDouble(double number) {
    value = bytes(Double.toString(number));
  }

  @Override
  public void addBoolean(boolean truth) {
    value = bytes(Boolean.toString(truth));
  }
}
