package io.tramontane.udf.catalyst;

import io.tramontane.generate.Sampling;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The options of {@code ai_query}.
 *
 * @param stop the answer ends in front of any of these
 */
record QueryOptions(OptionalInt maxTokens, Sampling sampling, List<String> stop) {
  private static final String MAX_TOKENS = "max_tokens";
  private static final String TEMPERATURE = "temperature";
  private static final String TOP_P = "top_p";
  private static final String SEED = "seed";
  private static final String STOP = "stop";
  private static final List<String> NAMES = List.of(MAX_TOKENS, TEMPERATURE, TOP_P, SEED, STOP);

  /** What is wrong with them, if anything. */
  static Optional<String> faultOf(Constants constants) {
    if (!(constants.arguments().get(1).dataType() instanceof StructType)) {
      return constants.wrongType(1, "options", "a named_struct");
    }
    return constants
        .constant(1, "options")
        .or(
            () ->
                values(constants).entrySet().stream()
                    .map(option -> faultOf(option.getKey(), option.getValue()))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  static QueryOptions of(Constants constants) {
    Map<String, @Nullable Object> values = values(constants);
    Object maxTokens = values.get(MAX_TOKENS);
    return new QueryOptions(
        maxTokens == null ? OptionalInt.empty() : OptionalInt.of(((Number) maxTokens).intValue()),
        new Sampling(
            number(values.get(TEMPERATURE), 0).floatValue(),
            number(values.get(TOP_P), 1).floatValue(),
            number(values.get(SEED), 0).longValue()),
        strings(values.get(STOP)).orElse(List.of()));
  }

  private static Map<String, @Nullable Object> values(Constants constants) {
    Row row = (Row) Objects.requireNonNull(constants.value(1));
    Map<String, @Nullable Object> values = new HashMap<>();
    for (String name : row.schema().fieldNames()) {
      values.put(name.toLowerCase(Locale.ROOT), row.getAs(name));
    }
    return values;
  }

  private static Optional<String> faultOf(String name, @Nullable Object value) {
    if (!NAMES.contains(name)) {
      return Optional.of(
          "options has no field %s; there are %s".formatted(name, String.join(", ", NAMES)));
    }
    if (value == null) {
      return Optional.of(name + " must not be NULL; leave it out");
    }
    if (name.equals(STOP)) {
      return strings(value).filter(stop -> !stop.contains("")).isPresent()
          ? Optional.empty()
          : Optional.of("stop must be a string or an array of strings, none of them empty");
    }
    if (!(value instanceof Number number)) {
      return Optional.of("%s must be a number, and is %s".formatted(name, value));
    }
    return faultOf(name, number);
  }

  private static Optional<String> faultOf(String name, Number value) {
    boolean whole = value.doubleValue() == Math.rint(value.doubleValue());
    return switch (name) {
      case MAX_TOKENS ->
          whole && value.longValue() >= 1 && value.longValue() <= 100_000
              ? Optional.empty()
              : Optional.of("max_tokens must be a whole number from 1 to 100000, and is " + value);
      case TEMPERATURE ->
          value.doubleValue() >= 0 && value.doubleValue() <= 100
              ? Optional.empty()
              : Optional.of("temperature must be from 0 to 100, and is " + value);
      case TOP_P ->
          value.doubleValue() > 0 && value.doubleValue() <= 1
              ? Optional.empty()
              : Optional.of("top_p must be above 0, up to 1, and is " + value);
      default ->
          whole ? Optional.empty() : Optional.of("seed must be a whole number, and is " + value);
    };
  }

  private static Number number(@Nullable Object value, Number otherwise) {
    return value == null ? otherwise : (Number) value;
  }

  /** Nothing where it is something else. */
  private static Optional<List<String>> strings(@Nullable Object value) {
    if (value instanceof String one) {
      return Optional.of(List.of(one));
    }
    if (value instanceof scala.collection.Seq<?> several) {
      List<?> elements = CollectionConverters.asJava(several);
      if (elements.stream().allMatch(String.class::isInstance)) {
        return Optional.of(elements.stream().map(String.class::cast).toList());
      }
    }
    return Optional.empty();
  }
}
