package io.tramontane.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.throughput.MedianTime;
import io.tramontane.throughput.TokenWorkload;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Transformer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures the whole engine and prints a table: first what the machine can do, then each figure,
 * with the operations a second that it stands for and their share of the machine's peak. Every
 * figure is the median of three runs after one.
 */
final class SpeedReport {
  private static final TensorType FORMAT = TensorType.Q4_K;

  private final Workload workload;
  private final ModelFolder models;
  private final FirstToken firstToken;
  private final ComputeSettings compute;
  private final int threads;
  private final MarkdownTable table;
  private final Map<Integer, Floors> floors = new HashMap<>();

  private SpeedReport(
      Workload workload,
      ModelFolder models,
      FirstToken firstToken,
      Arithmetic arithmetic,
      int threads,
      PrintWriter out) {
    this.compute = ComputeSettings.fastest(arithmetic);
    this.workload = workload;
    this.models = models;
    this.firstToken = firstToken;
    this.threads = threads;
    this.table =
        new MarkdownTable(
            out,
            54,
            List.of(
                "what",
                "format",
                "threads",
                "            figure",
                "matrices GOPS",
                "attention GFLOPS",
                "of float32 peak"));
  }

  /**
   * Measures everything.
   *
   * @param threads how many compute; some figures are also measured with one
   */
  static void print(
      Workload workload,
      ModelFolder models,
      FirstToken firstToken,
      Arithmetic arithmetic,
      int threads,
      PrintWriter out) {
    out.println(Machine.description() + ", products in " + arithmetic);
    out.println();
    new SpeedReport(workload, models, firstToken, arithmetic, threads, out).measure();
  }

  private void measure() {
    measureFloors(1);
    if (threads > 1) {
      measureFloors(threads);
    }
    printDecodeFloor();
    ModelShape shape = workload.shape();
    for (TensorType format : List.of(FORMAT, TensorType.Q4_0, TensorType.Q8_0)) {
      measurePrefill(shape, workload.sequences(), workload.prompt(), format, threads);
    }
    measurePrefill(shape, 1, workload.longPrompt(), FORMAT, threads);
    for (int sequences : workload.decodeSequences()) {
      measureDecode(shape, sequences, threads);
    }
    measurePrefill(workload.denseShape(), workload.sequences(), workload.prompt(), FORMAT, threads);
    for (int sequences : workload.decodeSequences()) {
      measureDecode(workload.denseShape(), sequences, threads);
    }
    if (threads > 1) {
      measurePrefill(shape, workload.sequences(), workload.prompt(), FORMAT, 1);
      measureDecode(shape, workload.sequences(), 1);
    }
    measureClassification();
    measureFirstToken();
  }

  private void measureFloors(int count) {
    Floors measured = Floors.measure(count, workload.floorTime());
    floors.put(count, measured);
    floor("fused multiply-adds on registers", count, "%.1f GFLOPS", measured.flops() / 1e9);
    floor("memory read", count, "%.1f GB/s", measured.bytes() / 1e9);
  }

  private void printDecodeFloor() {
    double bytes =
        Operations.weightsVisited(workload.shape().sizes())
            * FORMAT.blockBytes()
            / (double) FORMAT.blockLength();
    floor(
        name(workload.shape()) + " decode of 1 sequence, were only memory read",
        threads,
        "%.1f tokens/s",
        floors(threads).bytes() / bytes);
  }

  private void measurePrefill(
      ModelShape shape, int sequences, int prompt, TensorType format, int count) {
    double seconds =
        withModel(
            shape,
            format,
            count,
            model ->
                MedianTime.seconds(
                    new TokenWorkload(model, KvFormat.FLOAT32, prompt, sequences, 1)::prefill));
    long tokens = (long) sequences * prompt;
    Operations operations =
        Operations.of(shape.sizes(), tokens, sequences, sequences * Operations.seen(0, prompt));
    figure(
        String.format(Locale.ROOT, "%s prefill of %s x %,d tokens", name(shape), sequences, prompt),
        format,
        count,
        "%.1f tokens/s",
        tokens,
        seconds,
        operations);
  }

  private void measureDecode(ModelShape shape, int sequences, int count) {
    int prompt = workload.decodePrompt();
    int generate = workload.generate();
    double seconds =
        withModel(
            shape,
            FORMAT,
            count,
            model -> {
              TokenWorkload work =
                  new TokenWorkload(model, KvFormat.FLOAT32, prompt, sequences, generate);
              work.prefill();
              return MedianTime.seconds(work::decode);
            });
    long tokens = (long) sequences * generate;
    Operations operations =
        Operations.of(shape.sizes(), tokens, tokens, sequences * Operations.seen(prompt, generate));
    figure(
        "%s decode, sequences of %s tokens: %s".formatted(name(shape), prompt, sequences),
        FORMAT,
        count,
        "%.1f tokens/s",
        tokens,
        seconds,
        operations);
  }

  private void measureClassification() {
    Workload.Documents documents = workload.classification();
    HyperParameters sizes = workload.shape().sizes();
    Path model = models.model(workload.shape(), FORMAT);
    try (ClassificationWorkload work =
        new ClassificationWorkload(model, sizes, documents, compute, threads)) {
      figure(
          "%s documents of %s tokens, %s labels"
              .formatted(name(workload.shape()), documents.tokens(), documents.labels()),
          FORMAT,
          threads,
          "%.2f documents/s",
          documents.count(),
          MedianTime.seconds(work::run),
          ClassificationWorkload.operations(sizes, documents));
    }
  }

  private void measureFirstToken() {
    Path model = models.model(workload.coldShape(), FORMAT);
    table.row(
        "%s process start to first token, prompt of %s"
            .formatted(name(workload.coldShape()), FirstToken.PROMPT),
        FORMAT.name(),
        String.valueOf(Runtime.getRuntime().availableProcessors()),
        format("%.2f s", firstToken.seconds(model)),
        "",
        "",
        "");
  }

  private static String name(ModelShape shape) {
    return shape.name().toLowerCase(Locale.ROOT) + ":";
  }

  private double withModel(
      ModelShape shape, TensorType format, int count, ToDoubleFunction<Transformer> measurement) {
    try (GgufFile file = GgufFile.open(models.model(shape, format));
        WorkerPool pool = new WorkerPool(count)) {
      return measurement.applyAsDouble(new Transformer(file, compute, pool));
    }
  }

  private void floor(String what, int count, String unit, double value) {
    table.row(what, "", String.valueOf(count), format(unit, value), "", "", "");
  }

  private void figure(
      String what,
      TensorType format,
      int count,
      String unit,
      long units,
      double seconds,
      Operations operations) {
    Operations rate = operations.per(seconds);
    table.row(
        what,
        format.name(),
        String.valueOf(count),
        format(unit, units / seconds),
        format("%.1f", rate.matrices() / 1e9),
        format("%.1f", rate.attention() / 1e9),
        format("%.0f %%", 100 * rate.total() / floors(count).flops()));
  }

  private Floors floors(int count) {
    return requireNonNull(floors.get(count));
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
