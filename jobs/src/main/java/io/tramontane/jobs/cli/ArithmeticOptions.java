package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** How a command computes. */
final class ArithmeticOptions {
  @Option(
      names = "--arithmetic",
      defaultValue = "int8",
      paramLabel = "ARITHMETIC",
      description =
          "What matrix products are computed in: int8 or float32; default ${DEFAULT-VALUE}.")
  private String arithmetic = "";

  @Option(
      names = "--native",
      defaultValue = "auto",
      paramLabel = "WHETHER",
      description =
          "Whether to use native code: auto or off; default ${DEFAULT-VALUE}. Results do not depend on it.")
  private String nativeCode = "";

  @Option(
      names = "--vector-bits",
      defaultValue = "auto",
      paramLabel = "BITS",
      description =
          "Width of the vectors to compute with: auto, 512, 256, 128 or none; default ${DEFAULT-VALUE}. Results do not depend on it.")
  private String vectorBits = "";

  @Option(
      names = "--kv-cache",
      defaultValue = "float32",
      paramLabel = "FORMAT",
      description = "How keys and values are kept: float32 or bfloat16; default ${DEFAULT-VALUE}.")
  private String kvCache = "";

  /**
   * How to compute.
   *
   * @throws InvalidInputException if an option names no such way
   */
  ComputeSettings compute() {
    return new ComputeSettings(
        choice("--arithmetic", arithmetic, Arithmetic.values()),
        choice("--vector-bits", vectorBits, VectorBits.values()),
        choice("--native", nativeCode, NativeCode.values()));
  }

  /**
   * How keys and values are kept.
   *
   * @throws InvalidInputException if the option names no such way
   */
  KvFormat kvFormat() {
    return choice("--kv-cache", kvCache, KvFormat.values());
  }

  private static <E> E choice(String option, String value, E[] choices) {
    return Arrays.stream(choices)
        .filter(choice -> choice.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot use %s %s: it is none of %s."
                        .formatted(option, value, Arrays.toString(choices))));
  }
}
