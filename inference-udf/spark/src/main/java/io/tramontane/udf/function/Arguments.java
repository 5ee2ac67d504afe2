package io.tramontane.udf.function;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The arguments of a call. What is read must be a constant, of the type that is asked for; the
 * texts, which are none, are only checked for their type.
 */
public final class Arguments {
  private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth");

  private final List<Parameter> parameters;
  private final List<? extends Argument> given;

  /**
   * The arguments of a call of a function.
   *
   * @param given at most one for each parameter; their types are known
   */
  public Arguments(Signature signature, List<? extends Argument> given) {
    this.parameters = signature.parameters();
    this.given = List.copyOf(given);
  }

  /** Refuses an argument that is no string; NULL is one. */
  public void requireText(int index) throws WrongArgumentException {
    DataType type = given.get(index).type();
    if (!(type instanceof StringType || type instanceof NullType)) {
      throw new WrongArgumentException(
          "its %s argument must be a string, and is of the type %s"
              .formatted(ORDINALS.get(index), type.sql()));
    }
  }

  /**
   * A whole number.
   *
   * @param otherwise what it is where it is not given
   */
  public int wholeNumber(int index, int min, int max, int otherwise) throws WrongArgumentException {
    if (index >= given.size()) {
      return otherwise;
    }
    requireType(index, isWhole(given.get(index).type()), "a whole number");
    long value = ((Number) constant(index)).longValue();
    if (value < min || value > max) {
      throw new WrongArgumentException(
          "%s must be from %s to %s, and is %s".formatted(name(index), min, max, value));
    }
    return (int) value;
  }

  private static boolean isWhole(DataType type) {
    return type instanceof IntegerType
        || type instanceof LongType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  /** An array of strings, none of them NULL. */
  public List<String> strings(int index) throws WrongArgumentException {
    requireType(
        index,
        given.get(index).type() instanceof ArrayType array
            && array.elementType() instanceof StringType,
        "an array of strings");
    List<?> elements = CollectionConverters.asJava((scala.collection.Seq<?>) constant(index));
    if (elements.contains(null)) {
      throw new WrongArgumentException(name(index) + " must not hold NULL");
    }
    return elements.stream().map(String.class::cast).toList();
  }

  /** A struct. */
  public Row struct(int index) throws WrongArgumentException {
    requireType(index, given.get(index).type() instanceof StructType, "a named_struct");
    return (Row) constant(index);
  }

  private void requireType(int index, boolean isOfType, String wanted)
      throws WrongArgumentException {
    if (!isOfType) {
      throw new WrongArgumentException(
          "%s must be %s, and is of the type %s"
              .formatted(
                  name(index), wanted, given.get(index).type().sql().toUpperCase(Locale.ROOT)));
    }
  }

  private Object constant(int index) throws WrongArgumentException {
    Argument argument = given.get(index);
    if (!argument.isConstant()) {
      throw new WrongArgumentException(
          "%s must be a constant, and is %s".formatted(name(index), argument.sql()));
    }
    Object value = argument.value();
    if (value == null) {
      throw new WrongArgumentException(name(index) + " must not be NULL");
    }
    return value;
  }

  private String name(int index) {
    return parameters.get(index).name();
  }
}
