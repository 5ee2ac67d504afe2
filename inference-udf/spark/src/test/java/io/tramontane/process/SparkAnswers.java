package io.tramontane.process;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.djl.TramontaneEngineProvider;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Generate;
import io.tramontane.udf.TramontanePlugin;
import io.tramontane.udf.model.ModelFile;
import io.tramontane.udf.model.ModelKey;
import io.tramontane.udf.model.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A program that asks a model in Spark's tasks, with the plugin and a sink of metrics in files, and
 * prints how many tokens the answers had.
 */
final class SparkAnswers {
  static final int ANSWERS = 12;
  static final long KV_BYTES = 64 << 20;

  private SparkAnswers() {}

  /**
   * Runs it.
   *
   * @param arguments the model's file; its digest; the folder of the sink
   */
  public static void main(String[] arguments) {
    String path = arguments[0];
    String digest = arguments[1];
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("answers")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.plugins", TramontanePlugin.beside(""))
            .set("spark.metrics.namespace", "test")
            .set("spark.metrics.conf.*.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink")
            .set("spark.metrics.conf.*.sink.csv.directory", arguments[2]);
    List<Integer> lengths = IntStream.rangeClosed(1, ANSWERS).boxed().toList();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<int[]> tokens =
          spark.parallelize(lengths, 4).map(length -> tokens(path, digest, length)).collect();
      System.out.println("prompt-tokens " + tokens.stream().mapToInt(both -> both[0]).sum());
      System.out.println("completion-tokens " + tokens.stream().mapToInt(both -> both[1]).sum());
    }
    System.out.println("stopped now");
  }

  /** Those of the prompt and of the completion. */
  private static int[] tokens(String path, String digest, int length) {
    ModelKey key =
        new ModelKey(
            new ModelFile(Path.of(path)),
            digest,
            TramontaneEngineProvider.NAME,
            new EngineSettings(1, KV_BYTES, 128));
    Generate task = new Generate(5, Sampling.GREEDY, List.of());
    try (Session session = ModelRegistry.ofThisJvm().backend(key).open(List.of(task))) {
      Answer answer = (Answer) session.submit(Texts.of("python ".repeat(length))).join().only();
      return new int[] {answer.promptTokens(), answer.completionTokens()};
    }
  }
}
