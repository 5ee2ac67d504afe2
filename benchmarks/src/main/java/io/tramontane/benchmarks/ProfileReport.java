package io.tramontane.benchmarks;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.throughput.TokenWorkload;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Transformer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints where the time of prefill, decode and classification goes: by activity, then by method.
 */
final class ProfileReport {
  private static final TensorType FORMAT = TensorType.Q4_K;
  private static final int METHODS = 12;
  private static final int LABEL_WIDTH = 54;

  private final Workload workload;
  private final Path model;
  private final ComputeSettings compute;
  private final int threads;
  private final PrintWriter out;

  private ProfileReport(
      Workload workload, Path model, Arithmetic arithmetic, int threads, PrintWriter out) {
    // The recorder does not see into native code.
    this.compute = new ComputeSettings(arithmetic, VectorBits.AUTO, NativeCode.OFF);
    this.workload = workload;
    this.model = model;
    this.threads = threads;
    this.out = out;
  }

  /** Runs each kind of work once to warm up, and then again and again under the recorder. */
  static void print(
      Workload workload, ModelFolder models, Arithmetic arithmetic, int threads, PrintWriter out) {
    out.println(Machine.description() + ", products in " + arithmetic + ", no native code");
    ProfileReport report =
        new ProfileReport(
            workload, models.model(workload.shape(), FORMAT), arithmetic, threads, out);
    report.profileTokens();
    report.profileClassification();
  }

  private void profileTokens() {
    try (GgufFile file = GgufFile.open(model);
        WorkerPool pool = new WorkerPool(threads)) {
      Transformer transformer = new Transformer(file, compute, pool);
      TokenWorkload prefill =
          new TokenWorkload(
              transformer, KvFormat.FLOAT32, workload.prompt(), workload.sequences(), 1);
      profile("prefill", prefill::prefill);
      TokenWorkload decode =
          new TokenWorkload(
              transformer,
              KvFormat.FLOAT32,
              workload.decodePrompt(),
              workload.sequences(),
              workload.generate());
      decode.prefill();
      profile("decode", decode::decode);
    }
  }

  private void profileClassification() {
    try (ClassificationWorkload work =
        new ClassificationWorkload(
            model, workload.shape().sizes(), workload.classification(), compute, threads)) {
      profile("classification", work::run);
    }
  }

  private void profile(String name, Runnable work) {
    work.run();
    Profile profile = Profile.of(() -> repeat(work, workload.profileTime()));
    out.println();
    printActivities(name, profile);
    out.println();
    printMethods(name, profile);
  }

  private static void repeat(Runnable work, Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      work.run();
    }
  }

  private void printActivities(String name, Profile profile) {
    MarkdownTable table =
        table(String.format(Locale.ROOT, "%s, %,d samples", name, profile.stacks().size()));
    for (Activity activity : Activity.values()) {
      table.row(activity.label(), percent(profile.share(activity)));
    }
  }

  private void printMethods(String name, Profile profile) {
    MarkdownTable table = table(name + ", by method");
    profile.byMethod().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(METHODS)
        .forEach(
            method ->
                table.row(
                    shortName(method.getKey()),
                    percent(method.getValue() / (double) profile.stacks().size())));
  }

  private MarkdownTable table(String title) {
    return new MarkdownTable(out, LABEL_WIDTH, List.of(title, "  share"));
  }

  /** Class and method. */
  private static String shortName(String method) {
    int classEnd = method.lastIndexOf('.');
    return method.substring(method.lastIndexOf('.', classEnd - 1) + 1);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
