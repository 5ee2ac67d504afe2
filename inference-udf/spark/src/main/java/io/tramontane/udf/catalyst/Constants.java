package io.tramontane.udf.catalyst;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The arguments of a call that must be constants: checked first, read then. What is wrong is told
 * without the name of the function, which Spark tells.
 *
 * @param arguments all, with the text as number 0; their types are known
 */
record Constants(List<Expression> arguments) {
  /** What is wrong with a whole number, if it is there. */
  Optional<String> wholeNumber(int index, String name, long least, long most) {
    if (index >= arguments.size()) {
      return Optional.empty();
    }
    if (!isWhole(arguments.get(index).dataType())) {
      return wrongType(index, name, "a whole number");
    }
    return constant(index, name)
        .or(() -> faultOfNumber(name, number(index).longValue(), least, most));
  }

  private static Optional<String> faultOfNumber(String name, long value, long least, long most) {
    return value >= least && value <= most
        ? Optional.empty()
        : Optional.of("%s must be from %d to %d, and is %d".formatted(name, least, most, value));
  }

  private static boolean isWhole(DataType type) {
    return type instanceof IntegerType
        || type instanceof LongType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  /** What is wrong with an array of strings. */
  Optional<String> stringArray(int index, String name) {
    if (!(arguments.get(index).dataType() instanceof ArrayType array)
        || !(array.elementType() instanceof StringType)) {
      return wrongType(index, name, "an array of strings");
    }
    return constant(index, name)
        .or(
            () ->
                elements(index).stream().anyMatch(Objects::isNull)
                    ? Optional.of(name + " must not hold NULL")
                    : Optional.empty());
  }

  /** What is wrong if an argument is not a constant, or null. */
  Optional<String> constant(int index, String name) {
    if (!arguments.get(index).foldable()) {
      return Optional.of(
          "%s must be a constant, and is %s".formatted(name, arguments.get(index).sql()));
    }
    return value(index) == null ? Optional.of(name + " must not be NULL") : Optional.empty();
  }

  Optional<String> wrongType(int index, String name, String wanted) {
    return Optional.of(
        "%s must be %s, and is of the type %s"
            .formatted(
                name, wanted, arguments.get(index).dataType().sql().toUpperCase(Locale.ROOT)));
  }

  /** A whole number, or what stands for it where it is not given. */
  int integer(int index, int otherwise) {
    return index < arguments.size() ? number(index).intValue() : otherwise;
  }

  private Number number(int index) {
    return (Number) Objects.requireNonNull(value(index));
  }

  List<String> strings(int index) {
    return elements(index).stream().map(String::valueOf).toList();
  }

  private List<?> elements(int index) {
    return CollectionConverters.asJava(
        (scala.collection.Seq<?>) Objects.requireNonNull(value(index)));
  }

  /** A constant's value as Spark gives it to programs. */
  @Nullable Object value(int index) {
    Expression argument = arguments.get(index);
    return CatalystTypeConverters.convertToScala(argument.eval(null), argument.dataType());
  }
}
