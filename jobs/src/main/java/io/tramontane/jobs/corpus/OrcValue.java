package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.Decimal64ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.Category;
import org.jspecify.annotations.Nullable;

/** Takes the values of columns of an ORC file as bytes: of a string, or of a number's digits. */
final class OrcValue {
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

  /** The value of a column of one of these types in a row of a batch. */
  static byte @Nullable [] of(ColumnVector column, int row) {
    int index = column.isRepeating ? 0 : row;
    if (!column.noNulls && column.isNull[index]) {
      return null;
    }
    if (column instanceof BytesColumnVector bytes) {
      int start = bytes.start[index];
      return Arrays.copyOfRange(bytes.vector[index], start, start + bytes.length[index]);
    }
    return digits(column, index).getBytes(US_ASCII);
  }

  private static String digits(ColumnVector column, int index) {
    if (column instanceof Decimal64ColumnVector decimal) {
      return Long.toString(decimal.vector[index]);
    }
    return column instanceof DecimalColumnVector decimal
        ? decimal.vector[index].getHiveDecimal().bigDecimalValue().toPlainString()
        : Long.toString(((LongColumnVector) column).vector[index]);
  }
}
