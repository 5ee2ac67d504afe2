package io.tramontane.benchmarks;

import io.tramontane.tensor.Arithmetic;
import io.tramontane.throughput.MedianTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * From the start of a process until the logits of a prompt's next token are there: the JVM is cold,
 * the model is in the page cache from the run before.
 *
 * @param launcher the command that starts {@code tramontane}, whose arguments follow
 * @param arithmetic of the products
 */
record FirstToken(List<String> launcher, Arithmetic arithmetic) {
  static final int PROMPT = 32;

  /** The median time, in seconds. */
  double seconds(Path model) {
    return MedianTime.of(() -> run(model));
  }

  private double run(Path model) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("model", "logits", "--model", model.toString(), "--tokens", prompt()));
    command.addAll(List.of("--arithmetic", arithmetic.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Otherwise the launcher would go through spark-submit.
    builder.environment().remove("SPARK_HOME");
    try {
      long start = System.nanoTime();
      Process process = builder.start();
      try (BufferedReader output = process.inputReader()) {
        String logits = output.readLine();
        double seconds = (System.nanoTime() - start) / 1e9;
        int code = process.waitFor();
        if (logits == null || code != 0) {
          throw new IllegalStateException(
              "Cannot measure the first token: %s ended with %s. Run it by hand to see why."
                  .formatted(String.join(" ", command), code));
        }
        return seconds;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot measure the first token: interrupted.", e);
    }
  }

  /** Text ids of any of our models. */
  private static String prompt() {
    return IntStream.range(0, PROMPT)
        .mapToObj(i -> String.valueOf(300 + 5 * i))
        .collect(Collectors.joining(","));
  }
}
