package io.tramontane.benchmarks;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run costs before its first answers: a process with {@code enrich} is started over a new
 * output and killed when it has committed a chunk. Bytes are those that Linux counts for the
 * process (proc(5), {@code rchar} and {@code wchar}), the jars that it reads included.
 *
 * @param launcher the command that starts {@code tramontane}, whose arguments follow
 * @param model that is asked; a small one, since the time of its first chunk counts
 * @param folder for the configuration, the output, and what the process says
 */
record PlanningCost(List<String> launcher, Path model, Path folder) {
  private static final Pattern COUNTER = Pattern.compile("(rchar|wchar): (\\d+)");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  /**
   * What was measured.
   *
   * @param plan when the plan is written
   * @param liveBytes of the driver's heap then, after a collection
   * @param chunk when a chunk is committed
   */
  record Figures(Moment plan, long liveBytes, Moment chunk) {}

  /**
   * A moment of a process.
   *
   * @param seconds since its start
   * @param read bytes until then
   * @param written bytes until then
   */
  private record Moment(double seconds, long read, long written) {
    static Moment of(Process process, long start) throws IOException {
      double seconds = (System.nanoTime() - start) / 1e9;
      long read = 0;
      long written = 0;
      Path counters = Path.of("/proc", Long.toString(process.pid()), "io");
      for (String line : Files.readAllLines(counters)) {
        Matcher counter = COUNTER.matcher(line);
        if (counter.matches()) {
          long bytes = Long.parseLong(counter.group(2));
          read = counter.group(1).equals("rchar") ? bytes : read;
          written = counter.group(1).equals("wchar") ? bytes : written;
        }
      }
      return new Moment(seconds, read, written);
    }
  }

  /**
   * Measures one start.
   *
   * @param chunkTokens how much a chunk holds, see {@code tramontane.run.chunk-tokens}
   */
  Figures of(Path corpus, long chunkTokens) {
    Path output = folder.resolve("out");
    try {
      removeAll(output);
      return measure(start(configuration(corpus, output, chunkTokens)), output.resolve("planning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot measure planning: interrupted.", e);
    }
  }

  private Path configuration(Path corpus, Path output, long chunkTokens) throws IOException {
    String settings =
        """
        tramontane {
          model.path = "%s"
          task { type = classify, classify.labels = [ba, be] }
          input { path = "%s", format = jsonl }
          output.path = "%s"
          run { id = planning, chunk-tokens = %d }
          engine.kv-memory = 64MiB
        }
        """;
    return Files.writeString(
        folder.resolve("planning.conf"), settings.formatted(model, corpus, output, chunkTokens));
  }

  private Process start(Path configuration) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("enrich", "--config", configuration.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log().toFile());
    // Otherwise the launcher would go through spark-submit.
    builder.environment().remove("SPARK_HOME");
    return builder.start();
  }

  private Path log() {
    return folder.resolve("planning.log");
  }

  private Figures measure(Process process, Path run) throws IOException, InterruptedException {
    try {
      long start = System.nanoTime();
      await(process, () -> Files.exists(run.resolve("_plan.json")));
      Moment plan = Moment.of(process, start);
      long live = liveBytes(process);
      await(process, () -> !isEmpty(run.resolve("_ledger")));
      return new Figures(plan, live, Moment.of(process, start));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void await(Process process, BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new InsufficientResourcesException(
            "Cannot measure planning: the run ended with %s before its first chunk. See %s for why."
                .formatted(process.exitValue(), log()));
      }
    }
  }

  private static boolean isEmpty(Path ledger) {
    try (Stream<Path> entries = Files.list(ledger)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      // It is not there yet.
      return true;
    }
  }

  private static long liveBytes(Process process) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process histogram =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    histogram.waitFor();
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IllegalStateException("Cannot see the heap of the run: jcmd says " + text);
    }
    return Long.parseLong(total.group(1));
  }

  private static void removeAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A row of cells: seconds, megabytes of 10^6 bytes. */
  static String[] cells(long documents, Figures figures) {
    return new String[] {
      String.format(Locale.ROOT, "%,d", documents),
      seconds(figures.plan.seconds),
      megabytes(figures.plan.read),
      megabytes(figures.plan.written),
      megabytes(figures.liveBytes),
      seconds(figures.chunk.seconds),
      megabytes(figures.chunk.read),
      megabytes(figures.chunk.written)
    };
  }

  /** What the cells are. */
  static List<String> columns() {
    return List.of(
        "documents",
        "plan, s",
        "read, MB",
        "written, MB",
        "live heap, MB",
        "first chunk, s",
        "read, MB",
        "written, MB");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%,.1f", seconds);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
  }
}
