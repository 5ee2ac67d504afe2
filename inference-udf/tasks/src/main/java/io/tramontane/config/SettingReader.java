package io.tramontane.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.tramontane.failure.Secrets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed settings and notes what is wrong with them. Where a setting is wrong its reader gives
 * a stand-in, which {@link #section} keeps from getting out.
 */
public final class SettingReader {
  private final Config config;
  private final Problems problems;
  private final UnaryOperator<String> name;

  /**
   * @param problems takes what is wrong
   * @param name how the user writes a key
   */
  public SettingReader(Config config, Problems problems, UnaryOperator<String> name) {
    this.config = config;
    this.problems = problems;
    this.name = name;
  }

  /** What {@code build} makes of the settings that it reads, or empty if any of them is wrong. */
  public <T> Optional<T> section(Supplier<T> build) {
    int before = problems.count();
    T section = build.get();
    return problems.count() == before ? Optional.of(section) : Optional.empty();
  }

  /** A string that is not blank. */
  public String text(String key) {
    return text(key, value -> !value.isBlank(), "it is blank");
  }

  /**
   * A string.
   *
   * @param otherwise what is wrong with a string that is not valid
   */
  public String text(String key, Predicate<String> valid, String otherwise) {
    return checked(key, config::getString, "", valid, otherwise);
  }

  /**
   * What a string stands for.
   *
   * @param parse gives nothing for a string that is not valid
   * @param standIn a valid one
   * @param otherwise what is wrong with a string that is not valid
   */
  public <T> T parsed(
      String key, Function<String, Optional<T>> parse, T standIn, String otherwise) {
    return parse
        .apply(text(key, value -> parse.apply(value).isPresent(), otherwise))
        .orElse(standIn);
  }

  /**
   * A list of strings.
   *
   * @param fault what is wrong with a list, or null
   */
  public List<String> texts(String key, Function<List<String>, @Nullable String> fault) {
    int before = problems.count();
    List<String> texts = value(key, config::getStringList, List.of());
    String cause = fault.apply(texts);
    if (problems.count() == before && cause != null) {
      reject(key, cause);
    }
    return texts;
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String key, int min, int max) {
    return checked(
        key,
        this::wholeInt,
        min,
        value -> value >= min && value <= max,
        "it is outside " + min + " to " + max);
  }

  /** Any whole number. */
  public long seed(String key) {
    return value(key, config::getLong, 0L);
  }

  /**
   * A number.
   *
   * @param range the valid ones, for people
   * @param standIn a valid one
   */
  public double number(String key, Predicate<Double> valid, String range, double standIn) {
    return checked(key, config::getDouble, standIn, valid, "it is outside " + range);
  }

  /** A size, at least {@code min}. */
  public long bytes(String key, long min) {
    return checked(
        key, config::getBytes, min, value -> value >= min, "it is less than " + min + " bytes");
  }

  /** A time from none to {@code max}. */
  public Duration duration(String key, Duration max) {
    return checked(
        key,
        config::getDuration,
        Duration.ZERO,
        value -> !value.isNegative() && value.compareTo(max) <= 0,
        "it is outside 0s to " + max.toSeconds() + "s");
  }

  /** A constant of an enum, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return choice(
        key,
        type.getEnumConstants(),
        choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /**
   * One of some values.
   *
   * @param values the first of which is the stand-in
   * @param name how a value is written
   */
  public <E> E choice(String key, E[] values, Function<E, String> name) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E choice : values) {
      choices.put(name.apply(choice), choice);
    }
    String first = choices.keySet().iterator().next();
    String chosen =
        checked(
            key,
            config::getString,
            first,
            choices::containsKey,
            "it is none of " + String.join(", ", choices.keySet()));
    return choices.getOrDefault(chosen, values[0]);
  }

  /** What {@code read} makes of a setting that may be null. */
  public <T> @Nullable T optional(String key, Function<String, T> read) {
    return isSet(key) ? read.apply(key) : null;
  }

  /** True or false. */
  public boolean flag(String key) {
    return value(key, config::getBoolean, false);
  }

  private void reject(String key, String cause) {
    ConfigValue value = config.getValue(key);
    problems.add(
        "Cannot use %s = %s (%s): %s."
            .formatted(
                name.apply(key),
                SecretKeys.isCredential(key)
                    ? Secrets.MASK
                    : value.render(ConfigRenderOptions.concise()),
                value.origin().description(),
                cause));
  }

  private boolean isSet(String key) {
    return config.hasPath(key);
  }

  private int wholeInt(String key) {
    double value = config.getDouble(key);
    if (value != Math.rint(value)) {
      throw new ConfigException.WrongType(config.getValue(key).origin(), "not whole");
    }
    return config.getInt(key);
  }

  private <T> T checked(
      String key, Function<String, T> read, T standIn, Predicate<T> valid, String otherwise) {
    int before = problems.count();
    T value = value(key, read, standIn);
    if (problems.count() == before && !valid.test(value)) {
      reject(key, otherwise);
      return standIn;
    }
    return value;
  }

  private <T> T value(String key, Function<String, T> read, T standIn) {
    if (!isSet(key)) {
      problems.add("Cannot do without %s: it is required. Set it.".formatted(name.apply(key)));
      return standIn;
    }
    try {
      return read.apply(key);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      reject(key, "it is not of the right type: " + typeOf(standIn));
      return standIn;
    }
  }

  private static String typeOf(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return "a whole number";
    }
    if (value instanceof Double) {
      return "a number";
    }
    if (value instanceof Boolean) {
      return "true or false";
    }
    if (value instanceof Duration) {
      return "a time such as 30s or 5m";
    }
    return value instanceof List ? "a list of strings" : "a string";
  }
}
