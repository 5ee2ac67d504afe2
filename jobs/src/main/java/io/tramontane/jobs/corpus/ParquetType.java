package io.tramontane.jobs.corpus;

import io.tramontane.jobs.corpus.KeptType.Kind;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * What a column of a Parquet file holds, by the format's <a
 * href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">logical types</a>.
 */
final class ParquetType {
  /** Spark's. */
  private static final int MAX_PRECISION = 38;

  private ParquetType() {}

  /** Whether a column can identify documents: strings and whole numbers. */
  static boolean isIdentity(Type type) {
    return kept(type)
        .filter(
            kept ->
                switch (kept.kind()) {
                  case STRING -> !isUuid(type);
                  case INT, LONG -> true;
                  case DECIMAL -> kept.scale() == 0;
                  default -> false;
                })
        .isPresent();
  }

  /** Whether a column can be one of texts: strings and bytes. */
  static boolean isText(Type type) {
    return isString(type) || isNothing(type) || isBytes(type, PrimitiveTypeName.BINARY);
  }

  /** As what a column is carried along; empty if it cannot be. */
  static Optional<KeptType> kept(Type type) {
    if (!isSingle(type)) {
      return Optional.empty();
    }
    if (isString(type) || isNothing(type) || isUuid(type)) {
      return Optional.of(KeptType.STRING);
    }
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return annotation == null ? plain(stored(type)) : annotated(annotation, stored(type));
  }

  private static Optional<KeptType> plain(PrimitiveTypeName stored) {
    return Optional.of(
        KeptType.of(
            switch (stored) {
              case BOOLEAN -> Kind.BOOLEAN;
              case INT32 -> Kind.INT;
              case INT64 -> Kind.LONG;
              // Days and nanoseconds, which Spark and Hive write for an instant.
              case INT96 -> Kind.TIMESTAMP;
              case FLOAT -> Kind.FLOAT;
              case DOUBLE -> Kind.DOUBLE;
              case BINARY, FIXED_LEN_BYTE_ARRAY -> Kind.BYTES;
            }));
  }

  private static Optional<KeptType> annotated(
      LogicalTypeAnnotation annotation, PrimitiveTypeName stored) {
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal.getPrecision() > MAX_PRECISION
          ? Optional.empty()
          : Optional.of(KeptType.decimal(decimal.getPrecision(), decimal.getScale()));
    }
    if (annotation instanceof IntLogicalTypeAnnotation number) {
      return Optional.of(whole(number, stored));
    }
    if (annotation instanceof DateLogicalTypeAnnotation) {
      return Optional.of(KeptType.of(Kind.DATE));
    }
    return annotation instanceof TimestampLogicalTypeAnnotation timestamp
            && timestamp.getUnit() != LogicalTypeAnnotation.TimeUnit.NANOS
        ? Optional.of(
            KeptType.of(timestamp.isAdjustedToUTC() ? Kind.TIMESTAMP : Kind.LOCAL_TIMESTAMP))
        : Optional.empty();
  }

  /** Numbers without a sign fit the next larger type. */
  private static KeptType whole(IntLogicalTypeAnnotation number, PrimitiveTypeName stored) {
    if (stored == PrimitiveTypeName.INT64) {
      return number.isSigned() ? KeptType.of(Kind.LONG) : KeptType.decimal(20, 0);
    }
    return KeptType.of(number.isSigned() || number.getBitWidth() < 32 ? Kind.INT : Kind.LONG);
  }

  private static boolean isString(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return isSingle(type)
        && (LogicalTypeAnnotation.stringType().equals(annotation)
            || LogicalTypeAnnotation.enumType().equals(annotation)
            || LogicalTypeAnnotation.jsonType().equals(annotation));
  }

  private static boolean isBytes(Type type, PrimitiveTypeName stored) {
    return isSingle(type) && type.getLogicalTypeAnnotation() == null && stored(type) == stored;
  }

  /** A column of nulls, whose type nobody knew. By name: Spark 4.0 brings a Parquet without it. */
  private static boolean isNothing(Type type) {
    return isSingle(type) && "UNKNOWN".equals(String.valueOf(type.getLogicalTypeAnnotation()));
  }

  static boolean isUuid(Type type) {
    return isSingle(type) && type.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation;
  }

  private static boolean isSingle(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }

  private static PrimitiveTypeName stored(Type type) {
    return type.asPrimitiveType().getPrimitiveTypeName();
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
}
