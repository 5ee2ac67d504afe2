package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.testing.PlainModel;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Probabilities of labels against those of plain forward passes, one for each label's token. */
@Timeout(60)
class LabelTest {
  private final Path path;
  private final PlainModel plain;

  LabelTest(@TempDir Path folder) {
    path = RandomModel.mixtral().write(folder.resolve("model.gguf"));
    plain = new PlainModel(path);
  }

  @AfterEach
  void close() {
    plain.close();
  }

  /** P(answer starts with the label) less that of its nearest extensions, over the labels' sum. */
  private double[] expected(int[] prompt, int[]... labels) {
    double[] weights = new double[labels.length];
    for (int label = 0; label < labels.length; label++) {
      weights[label] = startProbability(prompt, labels[label]);
    }
    double[] own = weights.clone();
    for (int label = 0; label < labels.length; label++) {
      for (int other = 0; other < labels.length; other++) {
        if (isNearestExtension(labels, label, other)) {
          own[label] -= weights[other];
        }
      }
    }
    double sum = Arrays.stream(own).sum();
    return Arrays.stream(own).map(weight -> weight / sum).toArray();
  }

  private double startProbability(int[] prompt, int[] label) {
    double logarithm = 0;
    for (int i = 0; i < label.length; i++) {
      int[] before = IntStream.concat(Arrays.stream(prompt), Arrays.stream(label, 0, i)).toArray();
      logarithm += plain.logProbabilities(before)[label[i]];
    }
    return Math.exp(logarithm);
  }

  /** Whether {@code other} goes on from {@code label} with no third label in between. */
  private static boolean isNearestExtension(int[][] labels, int label, int other) {
    return goesOn(labels[label], labels[other])
        && Arrays.stream(labels)
            .noneMatch(third -> goesOn(labels[label], third) && goesOn(third, labels[other]));
  }

  private static boolean goesOn(int[] start, int[] label) {
    return label.length > start.length && Arrays.equals(start, Arrays.copyOf(label, start.length));
  }

  private static List<Double> probabilities(
      InferenceEngine engine, Prompt prompt, int[]... labels) {
    LabelResult result = (LabelResult) engine.submit(Requests.labels(prompt, labels)).join();
    assertThat(result.promptTokens()).isEqualTo(prompt.length());
    assertThat(result.probabilities().stream().mapToDouble(each -> each).sum())
        .isCloseTo(1, within(1e-12));
    return result.probabilities();
  }

  private void assertProbabilities(int[] prompt, int[]... labels) {
    double[] expected = expected(prompt, labels);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      List<Double> actual = probabilities(engine, Requests.prompt(prompt), labels);

      for (int label = 0; label < labels.length; label++) {
        assertThat(actual.get(label)).isCloseTo(expected[label], Offset.offset(1e-5));
        assertThat(actual.get(label) / expected[label]).isCloseTo(1, Offset.offset(1e-3));
      }
    }
  }

  @Test
  void equalThoseOfPlainForwardPasses() {
    int[] prompt = Requests.tokens(1, 30);
    assertProbabilities(prompt, new int[] {270}, new int[] {271}, new int[] {280}, new int[] {4});
    assertProbabilities(
        prompt,
        new int[] {270, 271},
        new int[] {270, 272, 273},
        new int[] {270, 272, 274, 275},
        new int[] {280},
        new int[] {281, 270});
    assertProbabilities(prompt, new int[] {300, 301, 302, 303, 304}, new int[] {300, 299});
  }

  @Test
  void equalThoseOfPlainForwardPassesForRandomTrees() {
    Random random = new Random(11);
    for (int i = 0; i < 10; i++) {
      int[][] labels =
          IntStream.range(0, 2 + random.nextInt(8))
              .mapToObj(each -> random.ints(1 + random.nextInt(4), 260, 264).boxed().toList())
              .distinct()
              .map(label -> label.stream().mapToInt(Integer::intValue).toArray())
              .toArray(int[][]::new);
      assertProbabilities(Requests.tokens(i, 1 + random.nextInt(60)), labels);
    }
  }

  @Test
  void leaveOutOfALabelWhatGoesOnToLongerOnes() {
    int[] prompt = Requests.tokens(2, 25);
    assertProbabilities(prompt, new int[] {270}, new int[] {270, 271}, new int[] {290});
    assertProbabilities(
        prompt,
        new int[] {270, 271, 272},
        new int[] {270},
        new int[] {270, 271},
        new int[] {270, 280},
        new int[] {290});
  }

  @Test
  void areOneForASingleLabel() {
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(probabilities(engine, Requests.prompt(Requests.tokens(1, 9)), new int[] {270, 5}))
          .containsExactly(1.0);
    }
  }

  /** With steps too small for prompt and tree the request keeps all layers and takes its time. */
  @Test
  void areTheSameInOneStepAndInMany() {
    int[] tokens = Requests.tokens(3, 40);
    int[][] labels = {{270, 271, 272}, {270}, {270, 280}, {290, 291, 292, 293}};
    List<List<Double>> results = new ArrayList<>();
    for (int stepTokens : new int[] {512, 46, 45, 44, 41, 40, 39, 11, 3, 1}) {
      EngineSettings settings = Requests.settings(2, 1L << 30, stepTokens);
      try (InferenceEngine engine = InferenceEngine.open(path, settings)) {
        for (int prefix : new int[] {0, 17, 39, 40}) {
          results.add(probabilities(engine, Requests.shared(prefix, tokens), labels));
        }
      }
    }

    assertThat(results).hasSize(40).allMatch(results.get(0)::equals);
  }

  /** A completion of the same prompt needs as much for each of both layers. */
  @Test
  void needNoKvMemoryBeyondOneLayer() {
    Prompt prompt = Requests.prompt(Requests.tokens(1, 30));
    long oneLayer = KvCache.bytesOfOneStep(plain.model().sizes(), KvFormat.FLOAT32, 31);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.settings(1, oneLayer, 512))) {
      assertThat(probabilities(engine, prompt, new int[] {270, 5}, new int[] {271})).hasSize(2);
      assertThat(engine.submit(Requests.greedy(prompt, 1)).join())
          .isEqualTo(
              new FailedResult(
                  FailedResult.Kind.TOO_LONG,
                  "Cannot answer a prompt of 30 tokens: it needs %s bytes of KV memory and the engine has %s. Raise engine.kv-memory, or shorten the document."
                      .formatted(2 * oneLayer, oneLayer)));
    }
  }

  @Test
  void needLabelsThatDiffer() {
    assertThatThrownBy(() -> LabelTree.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a label tree: each of one or more labels needs at least one token.");
    assertThatThrownBy(() -> LabelTree.of(List.of(new int[] {1}, new int[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a label tree: each of one or more labels needs at least one token.");
    assertThatThrownBy(() -> LabelTree.of(List.of(new int[] {1, 2}, new int[] {1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a label tree: two labels have the same tokens.");
    assertThat(LabelTree.of(List.of(new int[] {1, 2}, new int[] {1})).size()).isEqualTo(2);
  }

  @Test
  void keepTheLabelsThatTheyWereMadeOf() {
    int[] label = {270, 271};
    LabelTree tree = LabelTree.of(List.of(label, new int[] {280}));
    label[1] = 290;
    Prompt prompt = Requests.prompt(Requests.tokens(4, 10));
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(engine.submit(new LabelRequest(prompt, tree)).join())
          .isEqualTo(
              engine.submit(Requests.labels(prompt, new int[] {270, 271}, new int[] {280})).join());
    }
  }
}
