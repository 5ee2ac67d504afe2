package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.mixtral.KvFormat;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.VectorBits;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** How a command computes. */
final class ArithmeticOptions {
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
   * The kernel for vectors of the wanted width.
   *
   * @throws InvalidInputException if it is no width, or none that this machine has
   */
  Kernel kernel() {
    return Kernel.of(choice("--vector-bits", vectorBits, VectorBits.values()));
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
