package io.tramontane.process;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import io.tramontane.djl.TramontaneModel;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.udf.TramontanePlugin;
import io.tramontane.udf.model.ModelFile;
import io.tramontane.udf.model.ModelKey;
import io.tramontane.udf.model.ModelRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
  private static int[] tokens(String path, String digest, int length) throws Exception {
    ModelKey key =
        new ModelKey(new ModelFile(Path.of(path)), digest, new EngineSettings(1, KV_BYTES, 128));
    ZooModel<InferenceRequest, InferenceResult> model = ModelRegistry.ofThisJvm().model(key);
    int bos = TramontaneModel.of(model).tokenizer().bos();
    int[] body = new int[length];
    Arrays.fill(body, 300);
    CompletionRequest request =
        new CompletionRequest(
            new Prompt(new int[] {bos}, body), 5, Sampling.GREEDY, Set.of(), List.of());
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      CompletionResult result = (CompletionResult) predictor.predict(request);
      return new int[] {result.promptTokens(), result.completionTokens()};
    }
  }
}
