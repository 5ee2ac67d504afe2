package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.util.Utf8;

/**
 * The type of a column that is carried along. Values travel as bytes: those of a string, or the
 * characters of a number as Java writes it.
 *
 * @param kind what it is
 * @param precision digits of a decimal, else 0
 * @param scale those of them behind the point, else 0
 */
record KeptType(Kind kind, int precision, int scale) implements Serializable {
  /** What a value is. */
  enum Kind {
    /** UTF-8, or what should be: bytes stay as they are. */
    STRING,
    /** Bytes. */
    BYTES,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** 32 bits. */
    INT,
    /** 64 bits. */
    LONG,
    /** 32 bits. */
    FLOAT,
    /** 64 bits. */
    DOUBLE,
    /** Decimal digits with a point at a fixed place. */
    DECIMAL,
    /** Days since 1970. */
    DATE,
    /** Microseconds since 1970 in UTC. */
    TIMESTAMP,
    /** Microseconds since 1970 by a clock on a wall whose time zone is unknown. */
    LOCAL_TIMESTAMP
  }

  static final KeptType STRING = of(Kind.STRING);

  private static final Conversions.DecimalConversion DECIMALS = new Conversions.DecimalConversion();

  /** A type that needs no more than its kind. */
  static KeptType of(Kind kind) {
    return new KeptType(kind, 0, 0);
  }

  static KeptType decimal(int precision, int scale) {
    return new KeptType(Kind.DECIMAL, precision, scale);
  }

  /**
   * The same in Avro, not null.
   *
   * @param name for a type that needs one, unlike all others in a record
   */
  Schema schema(String name) {
    SchemaBuilder.TypeBuilder<Schema> type = SchemaBuilder.builder();
    return switch (kind) {
      case STRING -> type.stringType();
      case BYTES -> type.bytesType();
      case BOOLEAN -> type.booleanType();
      case INT -> type.intType();
      case LONG -> type.longType();
      case FLOAT -> type.floatType();
      case DOUBLE -> type.doubleType();
      case DECIMAL -> LogicalTypes.decimal(precision, scale).addToSchema(fixed(name));
      case DATE -> LogicalTypes.date().addToSchema(type.intType());
      case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(type.longType());
      case LOCAL_TIMESTAMP -> LogicalTypes.localTimestampMicros().addToSchema(type.longType());
    };
  }

  /** Of as many bytes as Spark needs to read it: of a varying number, it only reads long ones. */
  private Schema fixed(String name) {
    int bits = BigInteger.TEN.pow(precision).bitLength() + 1;
    return Schema.createFixed(name, null, null, (bits + 7) / 8);
  }

  /**
   * A value as Avro has it.
   *
   * @param schema as {@link #schema} gave it
   */
  Object parse(byte[] value, Schema schema) {
    return switch (kind) {
      case STRING -> new Utf8(value);
      case BYTES -> ByteBuffer.wrap(value);
      case BOOLEAN -> Boolean.valueOf(characters(value));
      case INT, DATE -> Integer.valueOf(characters(value));
      case LONG, TIMESTAMP, LOCAL_TIMESTAMP -> Long.valueOf(characters(value));
      case FLOAT -> Float.valueOf(characters(value));
      case DOUBLE -> Double.valueOf(characters(value));
      case DECIMAL ->
          DECIMALS.toFixed(
              new BigDecimal(characters(value)).setScale(scale),
              schema,
              LogicalTypes.decimal(precision, scale));
    };
  }

  private static String characters(byte[] value) {
    return new String(value, US_ASCII);
  }

  @Override
  public String toString() {
    return kind == Kind.DECIMAL
        ? "decimal(%s,%s)".formatted(precision, scale)
        : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
