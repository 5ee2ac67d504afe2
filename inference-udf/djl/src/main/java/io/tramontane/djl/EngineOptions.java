package io.tramontane.djl;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link EngineSettings} as DJL's options: {@code threads}, {@code kv-bytes} and {@code
 * step-tokens}, whole numbers, {@code kv-cache}, {@code arithmetic}, {@code vector-bits} and {@code
 * native}, as {@link KvFormat}, {@link Arithmetic}, {@link VectorBits} and {@link NativeCode} write
 * them; all of them required.
 */
public final class EngineOptions {
  private static final String THREADS = "threads";
  private static final String KV_BYTES = "kv-bytes";
  private static final String KV_CACHE = "kv-cache";
  private static final String STEP_TOKENS = "step-tokens";
  private static final String ARITHMETIC = "arithmetic";
  private static final String VECTOR_BITS = "vector-bits";
  private static final String NATIVE = "native";

  private final Map<String, Object> unread;
  private final List<String> problems = new ArrayList<>();

  private EngineOptions(Map<String, ?> options) {
    unread = new TreeMap<>(options);
  }

  /** What to give to {@code Criteria.optOptions} or {@code Model.load}. */
  public static Map<String, String> of(EngineSettings settings) {
    return Map.of(
        THREADS, String.valueOf(settings.threadCount()),
        KV_BYTES, String.valueOf(settings.kvBytes()),
        KV_CACHE, settings.kvFormat().toString(),
        STEP_TOKENS, String.valueOf(settings.stepTokens()),
        ARITHMETIC, settings.compute().arithmetic().toString(),
        VECTOR_BITS, settings.compute().vectorBits().toString(),
        NATIVE, settings.compute().nativeCode().toString());
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
    KvFormat kvFormat = takeChoice(KV_CACHE, KvFormat.values());
    int stepTokens = (int) take(STEP_TOKENS, Integer.MAX_VALUE);
    ComputeSettings compute =
        new ComputeSettings(
            takeChoice(ARITHMETIC, Arithmetic.values()),
            takeChoice(VECTOR_BITS, VectorBits.values()),
            takeChoice(NATIVE, NativeCode.values()));
    unread.keySet().forEach(name -> problems.add("option " + name + " is not known"));
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot load a model: "
              + String.join("; ", problems)
              + ". Give the options threads, kv-bytes, kv-cache, step-tokens, arithmetic, vector-bits and native.");
    }
    return new EngineSettings(threads, kvBytes, kvFormat, stepTokens, compute);
  }

  private <E> E takeChoice(String name, E[] choices) {
    Object value = unread.remove(name);
    for (E choice : choices) {
      if (choice.toString().equals(String.valueOf(value))) {
        return choice;
      }
    }
    problems.add(
        value == null
            ? "option " + name + " is missing"
            : "option %s is %s, none of %s".formatted(name, value, Arrays.toString(choices)));
    return choices[0];
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
