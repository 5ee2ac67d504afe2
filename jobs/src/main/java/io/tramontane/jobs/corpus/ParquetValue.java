package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of one column of a Parquet file as bytes: of a string, or of a number's digits.
 */
final class ParquetValue extends PrimitiveConverter {
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

  /** Of a column that identifies documents: strings and whole numbers. */
  static Optional<ParquetValue> identity(Type type) {
    return isString(type) || isNothing(type) ? Optional.of(asStored()) : wholeNumber(type);
  }

  /** Of a column of texts: strings and bytes. */
  static Optional<ParquetValue> text(Type type) {
    return isString(type) || isBytes(type) || isNothing(type)
        ? Optional.of(asStored())
        : Optional.empty();
  }

  private static ParquetValue asStored() {
    return new ParquetValue(Binary::getBytes, Integer::toString, Long::toString);
  }

  private static Optional<ParquetValue> wholeNumber(Type type) {
    if (!isSingle(type)) {
      return Optional.empty();
    }
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal.getScale() == 0
          ? Optional.of(
              new ParquetValue(ParquetValue::bigDigits, Integer::toString, Long::toString))
          : Optional.empty();
    }
    if (annotation instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return Optional.of(
          new ParquetValue(Binary::getBytes, Integer::toUnsignedString, Long::toUnsignedString));
    }
    PrimitiveTypeName stored = type.asPrimitiveType().getPrimitiveTypeName();
    boolean isInteger = stored == PrimitiveTypeName.INT32 || stored == PrimitiveTypeName.INT64;
    return isInteger && (annotation == null || annotation instanceof IntLogicalTypeAnnotation)
        ? Optional.of(asStored())
        : Optional.empty();
  }

  private static byte[] bigDigits(Binary number) {
    return new BigInteger(number.getBytes()).toString().getBytes(US_ASCII);
  }

  private static boolean isString(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return isSingle(type)
        && (LogicalTypeAnnotation.stringType().equals(annotation)
            || LogicalTypeAnnotation.enumType().equals(annotation)
            || LogicalTypeAnnotation.jsonType().equals(annotation));
  }

  private static boolean isBytes(Type type) {
    return isSingle(type)
        && type.getLogicalTypeAnnotation() == null
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  /** A column of nulls, whose type nobody knew. By name: Spark 4.0 brings a Parquet without it. */
  private static boolean isNothing(Type type) {
    return isSingle(type) && "UNKNOWN".equals(String.valueOf(type.getLogicalTypeAnnotation()));
  }

  private static boolean isSingle(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }

  /** The type, for people. */
  static String describe(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    String stored =
        type instanceof PrimitiveType primitive
            ? primitive.getPrimitiveTypeName().toString()
            : "group";
    String repeated = type.isRepetition(Type.Repetition.REPEATED) ? "repeated " : "";
    return repeated + (annotation == null ? stored : stored + " (" + annotation + ")");
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
    value = ofInt.apply(number).getBytes(US_ASCII);
  }

  @Override
  public void addLong(long number) {
    value = ofLong.apply(number).getBytes(US_ASCII);
  }
}
