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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logits, argmax and greedy ids against llama.cpp's float32 results in the reference set that
 * {@code -Dparity.dir} names.
 */
class ParityTest {
  private static final double TOLERANCE = 1e-4;
  private static final double INT8_TOLERANCE = 4e-2;
  private static final String FOLDER = System.getProperty("parity.dir", "");

  @BeforeEach
  void requireReferenceSet() {
    assumeTrue(
        !FOLDER.isEmpty(), "parity.dir is not set: the reference results are not on this machine");
  }

  static Stream<JsonNode> models() throws IOException {
    if (FOLDER.isEmpty()) {
      // One test, which is then skipped and says why.
      return Stream.of(new ObjectMapper().createObjectNode());
    }
    ObjectMapper json = new ObjectMapper();
    List<String> lines = Files.readAllLines(Path.of(FOLDER, "logits.jsonl"));
    assertThat(lines).hasSize(17);
    return lines.stream()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTheReference(JsonNode reference) {
    Path path = Path.of(FOLDER, reference.get("model").asText() + ".gguf");
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(2)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      int[] tokens = integers(reference.get("tokens"));
      Sequence sequence = Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, 100));
      Logits logits =
          model.forward(new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
      int[] argmax = new int[tokens.length];
      for (int row = 0; row < tokens.length; row++) {
        argmax[row] = argmax(logits, row);
      }
      assertThat(relativeError(logits, 0, reference.get("logits_0"))).isLessThan(TOLERANCE);
      assertThat(relativeError(logits, 7, reference.get("logits_7"))).isLessThan(TOLERANCE);
      assertThat(relativeError(logits, 47, reference.get("logits_47"))).isLessThan(TOLERANCE);
      assertThat(argmax).isEqualTo(integers(reference.get("argmax")));
      assertThat(greedy(model, sequence, tokens.length, argmax[tokens.length - 1]))
          .isEqualTo(integers(reference.get("greedy")));

      int[] longTokens = integers(reference.get("long_tokens"));
      Sequence longSequence =
          Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, longTokens.length));
      Logits last =
          model.forward(
              new Step(List.of(TokenSpan.of(longSequence, 0, longTokens, TokenSpan.Wanted.LAST))));
      assertThat(relativeError(last, 0, reference.get("long_logits_299"))).isLessThan(TOLERANCE);
    }
  }

  /**
   * What llama.cpp, which rounds activations to 8 bits too, is away from the same logits at most.
   */
  @ParameterizedTest
  @MethodSource("models")
  void int8IsAsNearToTheReferenceAsOtherEngines(JsonNode reference) {
    Path path = Path.of(FOLDER, reference.get("model").asText() + ".gguf");
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(2)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.INT8), pool);
      int[] tokens = integers(reference.get("tokens"));
      Sequence sequence =
          Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length));
      Logits logits =
          model.forward(new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
      int[] longTokens = integers(reference.get("long_tokens"));
      Sequence longSequence =
          Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, longTokens.length));
      double[] errors = {
        relativeError(logits, 0, reference.get("logits_0")),
        relativeError(logits, 7, reference.get("logits_7")),
        relativeError(logits, 47, reference.get("logits_47")),
        relativeError(
            model.forward(
                new Step(
                    List.of(TokenSpan.of(longSequence, 0, longTokens, TokenSpan.Wanted.LAST)))),
            0,
            reference.get("long_logits_299"))
      };

      assertThat(Arrays.stream(errors).max().orElseThrow()).isLessThan(INT8_TOLERANCE);
    }
  }

  private static int[] greedy(Transformer model, Sequence sequence, int position, int first) {
    int[] ids = new int[24];
    ids[0] = first;
    for (int i = 1; i < ids.length; i++) {
      TokenSpan span =
          TokenSpan.of(sequence, position + i - 1, new int[] {ids[i - 1]}, TokenSpan.Wanted.LAST);
      ids[i] = argmax(model.forward(new Step(List.of(span))), 0);
    }
    return ids;
  }

  private static int argmax(Logits logits, int row) {
    int best = 0;
    for (int id = 1; id < logits.vocabulary(); id++) {
      if (logits.values()[logits.start(row) + id] > logits.values()[logits.start(row) + best]) {
        best = id;
      }
    }
    return best;
  }

  private static double relativeError(Logits logits, int row, JsonNode expected) {
    assertThat(expected.size()).isEqualTo(logits.vocabulary());
    double difference = 0;
    double norm = 0;
    for (int id = 0; id < logits.vocabulary(); id++) {
      double reference = expected.get(id).asDouble();
      double error = logits.values()[logits.start(row) + id] - reference;
      difference += error * error;
      norm += reference * reference;
    }
    return Math.sqrt(difference / norm);
  }

  private static int[] integers(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
