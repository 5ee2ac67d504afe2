package io.tramontane.djl;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link EngineSettings} as DJL's options: {@code threads}, {@code kv-bytes} and {@code
 * step-tokens}, whole numbers, all of them required.
 */
public final class EngineOptions {
  private static final String THREADS = "threads";
  private static final String KV_BYTES = "kv-bytes";
  private static final String STEP_TOKENS = "step-tokens";

  private final Map<String, Object> unread;
  private final List<String> problems = new ArrayList<>();

  private EngineOptions(Map<String, ?> options) {
    unread = new TreeMap<>(options);
  }

  /** What to give to {@code Criteria.optOptions} or {@code Model.load}. */
  public static Map<String, String> of(EngineSettings settings) {
    return Map.of(
        THREADS, String.valueOf(settings.threads()),
        KV_BYTES, String.valueOf(settings.kvBytes()),
        STEP_TOKENS, String.valueOf(settings.stepTokens()));
  }

  /**
   * Reads options.
   *
   * @throws InvalidInputException that lists every option that is missing, wrong or unknown
   */
  static EngineSettings parse(@Nullable Map<String, ?> options) {
    return new EngineOptions(options == null ? Map.of() : options).parse();
  }

  private EngineSettings parse() {
    int threads = (int) take(THREADS, Integer.MAX_VALUE);
    long kvBytes = take(KV_BYTES, Long.MAX_VALUE);
    int stepTokens = (int) take(STEP_TOKENS, Integer.MAX_VALUE);
    unread.keySet().forEach(name -> problems.add("option " + name + " is not known"));
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot load a model: "
              + String.join("; ", problems)
              + ". Give the options threads, kv-bytes and step-tokens.");
    }
    return new EngineSettings(threads, kvBytes, stepTokens);
  }

  private long take(String name, long most) {
    Object value = unread.remove(name);
    if (value == null) {
      problems.add("option " + name + " is missing");
      return most;
    }
    try {
      long number = Long.parseLong(value.toString());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported as any other wrong value.
    }
    problems.add("option %s is %s, not a whole number from 1 to %d".formatted(name, value, most));
    return most;
  }
}
