package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real instruction model, SmolLM2 135M in Q4_1, whose file {@code -Dsmollm2.model} names, against
 * the results of its stored weights in float64 in the folder that {@code -Dsmollm2.dir} names.
 */
class SmolLm2Test {
  /** Of the mean logit. */
  private static final double TOLERANCE = 1e-3;

  private static final double INT8_MEDIAN = 0.02;

  /** Every how many-th logit the results have. */
  private static final int STRIDE = 997;

  private static final String FOLDER = System.getProperty("smollm2.dir", "");
  private static final String MODEL = System.getProperty("smollm2.model", "");

  @BeforeEach
  void requireModelAndResults() {
    assumeTrue(
        !FOLDER.isEmpty() && !MODEL.isEmpty(),
        "smollm2.dir or smollm2.model is not set: the model or its results are not on this machine");
  }

  private static List<JsonNode> prompts() throws IOException {
    List<JsonNode> prompts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(FOLDER, "prompts.jsonl"))) {
      prompts.add(new ObjectMapper().readTree(line));
    }
    assertThat(prompts).hasSize(7);
    return prompts;
  }

  @Test
  void agreesInFloat32() throws IOException {
    try (GgufFile file = GgufFile.open(Path.of(MODEL));
        WorkerPool pool = new WorkerPool(2)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      for (JsonNode prompt : prompts()) {
        assertAgrees(model, prompt);
      }
    }
  }

  private static void assertAgrees(Transformer model, JsonNode prompt) {
    int[] ids = integers(prompt.get("ids"));
    int[] greedy = integers(prompt.get("greedy"));
    Sequence sequence =
        Sequence.of(
            KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, ids.length + greedy.length));
    float[] row = next(model, sequence, 0, ids);
    double mean = prompt.get("norm").asDouble() / Math.sqrt(row.length);

    assertThat(norm(row) / prompt.get("norm").asDouble()).isBetween(1 - TOLERANCE, 1 + TOLERANCE);
    for (int i = 0; i < prompt.get("every_997th").size(); i++) {
      double expected = prompt.get("every_997th").get(i).asDouble();
      assertThat(Math.abs(row[i * STRIDE] - expected) / mean).isLessThan(TOLERANCE);
    }
    for (JsonNode top : prompt.get("top")) {
      double actual = row[top.get(0).asInt()];
      assertThat(Math.abs(actual - top.get(1).asDouble()) / mean).isLessThan(TOLERANCE);
    }
    for (int i = 0; i < greedy.length; i++) {
      assertThat(argmax(row)).isEqualTo(greedy[i]);
      row = next(model, sequence, ids.length + i, new int[] {greedy[i]});
    }
  }

  @Test
  void int8IsAsNearAsOtherEngines() throws IOException {
    try (GgufFile file = GgufFile.open(Path.of(MODEL));
        WorkerPool pool = new WorkerPool(2)) {
      Transformer exact = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      Transformer rounded = new Transformer(file, ComputeSettings.fastest(Arithmetic.INT8), pool);
      List<float[]> expected = new ArrayList<>();
      List<float[]> actual = new ArrayList<>();
      for (JsonNode prompt : prompts()) {
        expected.add(last(exact, integers(prompt.get("ids"))));
        actual.add(last(rounded, integers(prompt.get("ids"))));
      }

      assertThat(LogitsReference.median(LogitsReference.errors(actual, expected)))
          .isLessThan(INT8_MEDIAN);
    }
  }

  private static float[] last(Transformer model, int[] ids) {
    KvCache cache = KvCache.forOneStep(model.sizes(), KvFormat.FLOAT32, ids.length);
    return next(model, Sequence.of(cache), 0, ids);
  }

  private static float[] next(Transformer model, Sequence sequence, int start, int[] ids) {
    TokenSpan span = TokenSpan.of(sequence, start, ids, TokenSpan.Wanted.LAST);
    return model.forward(new Step(List.of(span))).row(0);
  }

  private static double norm(float[] row) {
    return Math.sqrt(IntStream.range(0, row.length).mapToDouble(i -> row[i] * row[i]).sum());
  }

  private static int argmax(float[] row) {
    int best = 0;
    for (int id = 1; id < row.length; id++) {
      best = row[id] > row[best] ? id : best;
    }
    return best;
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
