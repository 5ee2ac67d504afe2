package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.ReferenceTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits of models of every kind against {@link ReferenceTransformer}. */
class TransformerTest {
  private static final double TOLERANCE = 1e-4;

  private final Path path;

  TransformerTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @ParameterizedTest
  @EnumSource
  void agreesInEveryFormat(TensorType type) {
    assertAgrees(RandomModel.mixtral(type), 24);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("experts in one tensor each", RandomModel.mixtral().expertsApart()),
        Arguments.of("quantized experts in one tensor each", apartAndQuantized()),
        Arguments.of("dense", RandomModel.dense()),
        Arguments.of("one of four experts", RandomModel.mixtral().experts(4, 1)),
        Arguments.of("three of eight experts", RandomModel.mixtral().experts(8, 3)),
        Arguments.of("all of four experts", RandomModel.mixtral().experts(4, 4)),
        Arguments.of("one expert", RandomModel.mixtral().experts(1, 1)),
        Arguments.of("tied embeddings", RandomModel.mixtral().tiedEmbeddings()),
        Arguments.of("heads wider than the model", RandomModel.mixtral().heads(4, 2, 32)),
        Arguments.of("heads narrower than the model", RandomModel.dense().heads(2, 1, 8)),
        Arguments.of("head width 10", RandomModel.mixtral().heads(4, 2, 10)),
        Arguments.of("head width 36", RandomModel.mixtral().heads(3, 1, 36)),
        Arguments.of("as many key-value heads", RandomModel.mixtral().heads(4, 4, 16)),
        Arguments.of("one head", RandomModel.mixtral().heads(1, 1, 64)),
        Arguments.of("more heads than rows of a block", RandomModel.dense().heads(64, 1, 4)),
        Arguments.of("half of each head rotates", halfRotating()),
        Arguments.of("another rope base", otherRopeBase()),
        Arguments.of("vocabulary of 16 times 21", RandomModel.mixtral().vocabulary(336)),
        Arguments.of("odd sizes", RandomModel.mixtral().width(75).feedForward(41)),
        Arguments.of("biases", RandomModel.dense().biases()),
        Arguments.of("divided frequencies", RandomModel.mixtral().ropeFactors()),
        Arguments.of("linear scaling", positions(new RopeScaling.Linear(3))),
        Arguments.of("YaRN", positions(new RopeScaling.Yarn(4, 64, 32, 1, 0, true))),
        Arguments.of(
            "YaRN with a ramp of its own", positions(new RopeScaling.Yarn(8, 20, 2, 1, 1, true))),
        Arguments.of(
            "YaRN, half made up for", positions(new RopeScaling.Yarn(4, 99, 9, 2, 0.5f, true))),
        Arguments.of("query temperature", growingQueries()),
        Arguments.of("Ministral 3", growingQueries().architecture(BuiltInArchitectures.MISTRAL3)),
        Arguments.of("window of one", windowed(1)),
        Arguments.of("window of five", windowed(5)),
        Arguments.of("SmolLM2's shape", smol()),
        Arguments.of("Qwen 2", qwen2()),
        Arguments.of("Qwen 3", RandomModel.dense().architecture(BuiltInArchitectures.QWEN3)),
        Arguments.of("Qwen 3, half rotating", halfRotating(BuiltInArchitectures.QWEN3)),
        Arguments.of("Qwen 3 MoE", sparse(BuiltInArchitectures.QWEN3_MOE)),
        Arguments.of("OLMoE", sparse(BuiltInArchitectures.OLMOE)),
        Arguments.of("Granite", granite(RandomModel.dense(), BuiltInArchitectures.GRANITE)),
        Arguments.of(
            "Granite MoE", granite(RandomModel.mixtral(), BuiltInArchitectures.GRANITE_MOE)),
        Arguments.of("Granite MoE, sharing", sharing()),
        Arguments.of("gpt-oss", gptOss(5)),
        Arguments.of("gpt-oss in MXFP4", gptOss(3).format(TensorType.MXFP4)),
        Arguments.of("one layer", RandomModel.mixtral().layers(1)),
        Arguments.of("five layers", RandomModel.mixtral().layers(5)));
  }

  private static RandomModel positions(RopeScaling scaling) {
    return RandomModel.dense()
        .positions(new Positions(16, 10_000f, scaling, QueryTemperature.NONE, SlidingWindow.NONE));
  }

  private static RandomModel growingQueries() {
    return RandomModel.dense()
        .positions(
            new Positions(
                16,
                10_000f,
                new RopeScaling.Yarn(8, 6, 4, 1, 1, true),
                new QueryTemperature(0.3f, 6),
                SlidingWindow.NONE));
  }

  private static RandomModel windowed(int window) {
    return RandomModel.dense()
        .positions(
            new Positions(
                16,
                10_000f,
                new RopeScaling.None(),
                QueryTemperature.NONE,
                SlidingWindow.ofAllLayers(window)));
  }

  private static RandomModel qwen2() {
    return RandomModel.dense().architecture(BuiltInArchitectures.QWEN2).biases();
  }

  private static RandomModel sparse(Architecture architecture) {
    return RandomModel.mixtral().architecture(architecture).experts(8, 3).feedForward(40);
  }

  private static RandomModel granite(RandomModel model, Architecture architecture) {
    return model.architecture(architecture).multipliers(new Multipliers(6, 0.3f, 0.1f, 4));
  }

  private static RandomModel sharing() {
    return granite(RandomModel.mixtral(), BuiltInArchitectures.GRANITE_MOE).sharedFeedForward(41);
  }

  /** The corners of its ramp lie between pairs. */
  private static RandomModel gptOss(int window) {
    return RandomModel.mixtral()
        .architecture(BuiltInArchitectures.GPT_OSS)
        .layers(3)
        .experts(6, 2)
        .biases()
        .positions(
            new Positions(
                16,
                10_000f,
                new RopeScaling.Yarn(8, 20, 2, 1, 0, false),
                QueryTemperature.NONE,
                new SlidingWindow(window, 2)));
  }

  private static RandomModel halfRotating(Architecture architecture) {
    return RandomModel.dense()
        .architecture(architecture)
        .editMetadata(
            metadata ->
                metadata.put(
                    architecture.name() + ".rope.dimension_count", MetadataValue.uint32(8)));
  }

  /** No size is a power of two, or a multiple of 256. */
  private static RandomModel smol() {
    return RandomModel.dense()
        .format(TensorType.Q4_1)
        .width(576)
        .heads(9, 3, 64)
        .feedForward(1536)
        .layers(1)
        .tiedEmbeddings();
  }

  private static RandomModel apartAndQuantized() {
    return RandomModel.mixtral().expertsApart().format(TensorType.Q4_0);
  }

  private static RandomModel halfRotating() {
    return RandomModel.mixtral()
        .editMetadata(
            metadata -> metadata.put("llama.rope.dimension_count", MetadataValue.uint32(8)));
  }

  private static RandomModel otherRopeBase() {
    return RandomModel.mixtral()
        .editMetadata(
            metadata -> metadata.put("llama.rope.freq_base", MetadataValue.float32(1e6f)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void agreesForModelsOfEveryKind(String kind, RandomModel model) {
    assertAgrees(model, 40);
  }

  @Test
  void agreesInALongContext() {
    assertAgrees(RandomModel.mixtral().context(340), 340);
  }

  /** The first tiles are out of sight at the end. */
  @Test
  void agreesBehindALongWindow() {
    assertAgrees(windowed(70).context(340), 340);
  }

  private void assertAgrees(RandomModel model, int length) {
    try (GgufFile file = GgufFile.open(model.write(path));
        WorkerPool pool = new WorkerPool(2)) {
      Transformer engine = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      int[] tokens = new Random(5).ints(length, 0, engine.sizes().vocabulary()).toArray();
      double[][] expected = new ReferenceTransformer(file).logits(tokens);

      Logits logits = forward(engine, tokens);

      assertThat(logits.count()).isEqualTo(length);
      for (int row = 0; row < length; row++) {
        assertThat(relativeError(logits, row, expected[row]))
            .as("row %s", row)
            .isLessThan(TOLERANCE);
        assertThat(argmax(logits, row)).as("row %s", row).isEqualTo(argmax(expected[row]));
      }
    }
  }

  private static Logits forward(Transformer model, int... tokens) {
    Sequence sequence =
        Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length));
    return model.forward(
        new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
  }

  private static double relativeError(Logits logits, int row, double[] expected) {
    assertThat(logits.vocabulary()).isEqualTo(expected.length);
    double squares = 0;
    double errors = 0;
    for (int id = 0; id < expected.length; id++) {
      double error = logits.values()[logits.start(row) + id] - expected[id];
      errors += error * error;
      squares += expected[id] * expected[id];
    }
    return Math.sqrt(errors / squares);
  }

  private static int argmax(Logits logits, int row) {
    double[] values = new double[logits.vocabulary()];
    for (int id = 0; id < values.length; id++) {
      values[id] = logits.values()[logits.start(row) + id];
    }
    return argmax(values);
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int id = 1; id < values.length; id++) {
      best = values[id] > values[best] ? id : best;
    }
    return best;
  }

  @Test
  void refusesTokensAndPositionsThatTheModelDoesNotHave() {
    try (GgufFile file = GgufFile.open(RandomModel.mixtral().context(8).write(path));
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);

      assertThatThrownBy(() -> forward(model, 1, 333))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot run token 333: the vocabulary has 333.");
      assertThatThrownBy(() -> forward(model, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot run token -1: the vocabulary has 333.");
      assertThatThrownBy(() -> forward(model, new int[9]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot run position 8: the model's context has 8.");
      assertThat(forward(model, new int[8]).count()).isEqualTo(8);
    }
  }

  @Test
  void refusesSpansThatDoNotFitTheirSequence() {
    try (GgufFile file = GgufFile.open(RandomModel.mixtral().write(path))) {
      HyperParameters sizes = HyperParameters.of(file);
      KvCache prefix = KvCache.forAllLayers(sizes, KvFormat.FLOAT32, 16);
      Sequence sequence =
          new Sequence(prefix, 10, KvCache.forAllLayers(sizes, KvFormat.FLOAT32, 16));

      assertThatThrownBy(() -> TokenSpan.of(sequence, 10, new int[17], TokenSpan.Wanted.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot place 17 tokens at position 10: the sequence has a prefix of 10 and room for 16.");
      assertThatThrownBy(() -> TokenSpan.of(sequence, 9, new int[1], TokenSpan.Wanted.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot place 1 tokens at position 9: the sequence has a prefix of 10 and room for 16.");
      assertThatThrownBy(() -> TokenSpan.of(sequence, 10, new int[0], TokenSpan.Wanted.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot place 0 tokens at position 10: the sequence has a prefix of 10 and room for 16.");
      assertThatThrownBy(() -> new Sequence(prefix, 0, prefix))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot make a sequence: a prefix of length 0 needs a cache, and only it.");
    }
  }
}
