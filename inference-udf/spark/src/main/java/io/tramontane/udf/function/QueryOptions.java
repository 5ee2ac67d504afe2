package io.tramontane.udf.function;

import io.tramontane.generate.Sampling;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The options of {@code ai_query}.
 *
 * @param maxTokens null leaves it to the settings
 * @param stop the answer ends in front of any of these
 */
record QueryOptions(@Nullable Integer maxTokens, Sampling sampling, List<String> stop)
    implements Serializable {
  private static final String MAX_TOKENS = "max_tokens";
  private static final String TEMPERATURE = "temperature";
  private static final String TOP_P = "top_p";
  private static final String SEED = "seed";
  private static final String STOP = "stop";

  static final List<Parameter> FIELDS =
      List.of(
          Parameter.optional(
              MAX_TOKENS,
              "int",
              "spark.tramontane.maxTokens",
              "where the answer ends in any case, 1 to 100000"),
          Parameter.optional(TEMPERATURE, "double", "0", "0 to 100; 0 is greedy"),
          Parameter.optional(
              TOP_P,
              "double",
              "1",
              "above 0, up to 1: the tokens to choose from are the most probable ones that have this probability together"),
          Parameter.optional(
              SEED,
              "bigint",
              "0",
              "with the same options, this one among them, the same prompt gets the same answer, in any row of any query"),
          Parameter.optional(
              STOP, "string or array<string>", "none", "the answer ends in front of any of these"));

  /** Reads a struct, whose fields may be written in any case. */
  static QueryOptions of(Row options) throws WrongArgumentException {
    Integer maxTokens = null;
    double temperature = 0;
    double topP = 1;
    long seed = 0;
    List<String> stop = List.of();
    for (String field : options.schema().fieldNames()) {
      String name = field.toLowerCase(Locale.ROOT);
      Object value = value(options, field, name);
      switch (name) {
        case MAX_TOKENS -> maxTokens = maxTokens(number(name, value));
        case TEMPERATURE -> temperature = temperature(number(name, value));
        case TOP_P -> topP = topP(number(name, value));
        case SEED -> seed = seed(number(name, value));
        default -> stop = stop(value);
      }
    }
    return new QueryOptions(maxTokens, new Sampling((float) temperature, (float) topP, seed), stop);
  }

  private static Object value(Row options, String field, String name)
      throws WrongArgumentException {
    List<String> names = FIELDS.stream().map(Parameter::name).toList();
    if (!names.contains(name)) {
      throw new WrongArgumentException(
          "options has no field %s; there are %s".formatted(name, String.join(", ", names)));
    }
    Object value = options.getAs(field);
    if (value == null) {
      throw new WrongArgumentException(name + " must not be NULL; leave it out");
    }
    return value;
  }

  private static Number number(String name, Object value) throws WrongArgumentException {
    if (value instanceof Number number) {
      return number;
    }
    throw new WrongArgumentException("%s must be a number, and is %s".formatted(name, value));
  }

  private static int maxTokens(Number value) throws WrongArgumentException {
    require(
        isWhole(value) && value.longValue() >= 1 && value.longValue() <= 100_000,
        "max_tokens must be a whole number from 1 to 100000, and is " + value);
    return value.intValue();
  }

  private static double temperature(Number value) throws WrongArgumentException {
    require(
        value.doubleValue() >= 0 && value.doubleValue() <= 100,
        "temperature must be from 0 to 100, and is " + value);
    return value.doubleValue();
  }

  private static double topP(Number value) throws WrongArgumentException {
    require(
        value.doubleValue() > 0 && value.doubleValue() <= 1,
        "top_p must be above 0, up to 1, and is " + value);
    return value.doubleValue();
  }

  private static long seed(Number value) throws WrongArgumentException {
    require(isWhole(value), "seed must be a whole number, and is " + value);
    return value.longValue();
  }

  private static boolean isWhole(Number value) {
    return value.doubleValue() == Math.rint(value.doubleValue());
  }

  private static List<String> stop(Object value) throws WrongArgumentException {
    List<?> elements =
        value instanceof scala.collection.Seq<?> several
            ? CollectionConverters.asJava(several)
            : List.of(value);
    require(
        elements.stream().allMatch(stop -> stop instanceof String text && !text.isEmpty()),
        "stop must be a string or an array of strings, none of them empty");
    return elements.stream().map(String.class::cast).toList();
  }

  private static void require(boolean valid, String otherwise) throws WrongArgumentException {
    if (!valid) {
      throw new WrongArgumentException(otherwise);
    }
  }
}
