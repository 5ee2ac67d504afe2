package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tramontane.jobs.corpus.KeptType.Kind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.Decimal64ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.Category;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of columns of an ORC file as bytes, see {@link KeptType}: those of a string, or
 * the characters of a number.
 */
final class OrcValue {
  /** Where Spark writes down types that the format has not, or tells apart otherwise. */
  private static final String TYPE_OF_SPARK = "spark.sql.catalyst.type";

  private static final Set<Category> STRINGS =
      EnumSet.of(Category.STRING, Category.VARCHAR, Category.CHAR);
  private static final Set<Category> INTEGERS =
      EnumSet.of(Category.BYTE, Category.SHORT, Category.INT, Category.LONG);

  private OrcValue() {}

  /** Whether a column can identify documents: strings and whole numbers. */
  static boolean isIdentity(TypeDescription type) {
    return STRINGS.contains(type.getCategory())
        || INTEGERS.contains(type.getCategory())
        || (type.getCategory() == Category.DECIMAL && type.getScale() == 0);
  }

  /** Whether a column can be one of texts: strings and bytes. */
  static boolean isText(TypeDescription type) {
    return STRINGS.contains(type.getCategory()) || type.getCategory() == Category.BINARY;
  }

  /** As what a column is carried along; empty if it cannot be. */
  static Optional<KeptType> kept(TypeDescription type) {
    if (type.getCategory() == Category.DECIMAL) {
      return Optional.of(KeptType.decimal(type.getPrecision(), type.getScale()));
    }
    String ofSpark = String.valueOf(type.getAttributeValue(TYPE_OF_SPARK));
    if (ofSpark.startsWith("interval")) {
      return Optional.empty();
    }
    boolean isLocal = ofSpark.equals("timestamp_ntz");
    return Optional.ofNullable(
            switch (type.getCategory()) {
              case STRING, VARCHAR, CHAR -> Kind.STRING;
              case BINARY -> Kind.BYTES;
              case BOOLEAN -> Kind.BOOLEAN;
              case BYTE, SHORT, INT -> Kind.INT;
              case LONG -> isLocal ? Kind.LOCAL_TIMESTAMP : Kind.LONG;
              case FLOAT -> Kind.FLOAT;
              case DOUBLE -> Kind.DOUBLE;
              case DATE -> Kind.DATE;
              case TIMESTAMP_INSTANT -> Kind.TIMESTAMP;
              // Whatever Spark means by it, it has no time zone, and is the same wherever it is
              // read.
              case TIMESTAMP -> Kind.LOCAL_TIMESTAMP;
              default -> null;
            })
        .map(KeptType::of);
  }

  /** The value of a column of one of these types in a row of a batch. */
  static byte @Nullable [] of(TypeDescription type, ColumnVector column, int row) {
    int index = column.isRepeating ? 0 : row;
    if (!column.noNulls && column.isNull[index]) {
      return null;
    }
    if (column instanceof BytesColumnVector bytes) {
      int start = bytes.start[index];
      return Arrays.copyOfRange(bytes.vector[index], start, start + bytes.length[index]);
    }
    return characters(type.getCategory(), column, index).getBytes(US_ASCII);
  }

  private static String characters(Category type, ColumnVector column, int index) {
    if (column instanceof Decimal64ColumnVector decimal) {
      return BigDecimal.valueOf(decimal.vector[index], decimal.scale).toPlainString();
    }
    if (column instanceof DecimalColumnVector decimal) {
      return decimal.vector[index].getHiveDecimal().bigDecimalValue().toPlainString();
    }
    if (column instanceof TimestampColumnVector instant) {
      return Long.toString(micros(instant, index));
    }
    if (column instanceof DoubleColumnVector number) {
      double value = number.vector[index];
      return type == Category.FLOAT ? Float.toString((float) value) : Double.toString(value);
    }
    long number = ((LongColumnVector) column).vector[index];
    return type == Category.BOOLEAN ? Boolean.toString(number != 0) : Long.toString(number);
  }

  /** Since 1970; what is finer is cut off, towards the past. */
  private static long micros(TimestampColumnVector instant, int index) {
    long seconds = Math.floorDiv(instant.time[index], 1000L);
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), instant.nanos[index] / 1000);
  }
}
