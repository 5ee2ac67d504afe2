package io.tramontane.process;

import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.LabelTree;
import io.tramontane.generate.Prompt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program that scores labels for many documents of random tokens, all submitted at once, and
 * prints what that took. On a model of any size, for instance
 *
 * <pre>{@code
 * java @conf/java-options -Xmx1g \
 *     -cp inference-udf/engine/target/classes:inference-udf/engine/target/test-classes \
 *     io.tramontane.process.LabelScoring model.gguf 4096 200
 * }</pre>
 *
 * <p>After its last line it stays as it is until its standard input ends.
 */
final class LabelScoring {
  private static final int STEP_TOKENS = 2048;

  private LabelScoring() {}

  /**
   * Runs it.
   *
   * @param arguments the model's file; how many documents; the tokens of each; perhaps how many
   *     threads compute, else one for each processor
   */
  public static void main(String[] arguments) throws IOException {
    int documents = Integer.parseInt(arguments[1]);
    int tokens = Integer.parseInt(arguments[2]);
    int threads =
        arguments.length > 3
            ? Integer.parseInt(arguments[3])
            : Runtime.getRuntime().availableProcessors();
    long kvBytes = Runtime.getRuntime().maxMemory() / 4;
    EngineSettings settings = new EngineSettings(threads, kvBytes, STEP_TOKENS);
    try (InferenceEngine engine = InferenceEngine.open(Path.of(arguments[0]), settings)) {
      long start = System.nanoTime();
      List<InferenceResult> results = score(engine, documents, tokens);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(
          "scored " + results.stream().filter(LabelResult.class::isInstance).count());
      System.out.println("seconds " + seconds);
      System.out.println("tokens-a-second " + (long) (documents * (double) tokens / seconds));
      results.clear();
      System.out.println("heap-bytes " + heapInUse());
      if (System.in.read() >= 0) {
        System.out.println("Leaving.");
      }
    }
  }

  private static List<InferenceResult> score(InferenceEngine engine, int documents, int tokens) {
    Random random = new Random(1);
    int vocabulary = engine.tokenizer().vocabularySize();
    LabelTree labels =
        LabelTree.of(List.of(new int[] {vocabulary - 1, 5}, new int[] {vocabulary - 2}));
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      Prompt prompt = new Prompt(new int[0], random.ints(tokens, 0, vocabulary).toArray());
      requests.add(new LabelRequest(prompt, labels));
    }
    List<InferenceResult> results = new ArrayList<>();
    engine.submitAll(requests).forEach(future -> results.add(future.join()));
    return results;
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
