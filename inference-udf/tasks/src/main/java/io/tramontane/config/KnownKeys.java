package io.tramontane.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The keys that there are: those of a reference configuration.
 *
 * @param keys full keys, such as {@code tramontane.engine.threads}
 */
public record KnownKeys(Set<String> keys) {
  public KnownKeys {
    keys = Set.copyOf(keys);
  }

  /** All keys that a configuration has, also those whose value is null. */
  public static KnownKeys of(Config reference) {
    return new KnownKeys(values(reference).keySet());
  }

  /** Every key that holds no object, with its value, also where that is null. */
  public static Map<String, ConfigValue> values(Config config) {
    return values(config.root(), "");
  }

  private static Map<String, ConfigValue> values(ConfigObject object, String prefix) {
    Map<String, ConfigValue> values = new TreeMap<>();
    object.forEach(
        (name, value) -> {
          if (value instanceof ConfigObject inner && !inner.isEmpty()) {
            values.putAll(values(inner, prefix + name + "."));
          } else {
            values.put(prefix + name, value);
          }
        });
    return values;
  }

  /**
   * Reports every other key, with the nearest known one.
   *
   * @param name how the user writes a key
   */
  public void reportOthers(Config given, Problems problems, UnaryOperator<String> name) {
    values(given)
        .forEach(
            (key, value) -> {
              if (!keys.contains(key)) {
                problems.add(
                    "Cannot use %s (%s): there is no such setting. Did you mean %s?"
                        .formatted(
                            name.apply(key),
                            value.origin().description(),
                            name.apply(nearest(key))));
              }
            });
  }

  private String nearest(String key) {
    return keys.stream()
        .min(
            Comparator.comparingInt((String candidate) -> distance(key, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static int distance(String one, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(one, other);
  }
}
