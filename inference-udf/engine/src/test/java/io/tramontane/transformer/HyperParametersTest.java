package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.testing.RandomModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HyperParametersTest {
  private final Path path;

  HyperParametersTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  private HyperParameters read(RandomModel model) {
    try (GgufFile file = GgufFile.open(model.write(path))) {
      return HyperParameters.of(file);
    }
  }

  @Test
  void readsEverySize() {
    HyperParameters sizes =
        read(
            RandomModel.mixtral()
                .vocabulary(340)
                .context(100)
                .width(48)
                .layers(3)
                .heads(6, 3, 10)
                .feedForward(72)
                .experts(5, 2)
                .editMetadata(
                    metadata -> {
                      metadata.put("llama.rope.dimension_count", MetadataValue.uint32(4));
                      metadata.put("llama.rope.freq_base", MetadataValue.float32(1e6f));
                    }));

    assertThat(sizes)
        .isEqualTo(
            new HyperParameters(
                340, 100, 48, 3, 6, 3, 10, Positions.rotating(4, 1e6f), 72, 5, 2, 1e-5f));
    assertThat(sizes.hasExperts()).isTrue();
    assertThat(sizes.queryWidth()).isEqualTo(60);
    assertThat(sizes.kvWidth()).isEqualTo(30);
    assertThat(sizes.headsPerKvHead()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"5, 2", "0, 0"})
  void readsWhatTheySayOfThemselves(int experts, int expertsUsed) {
    HyperParameters sizes =
        new HyperParameters(
            340,
            100,
            48,
            3,
            6,
            3,
            10,
            Positions.rotating(4, 1e6f),
            72,
            experts,
            expertsUsed,
            1e-4f);
    RandomModel model =
        RandomModel.mixtral()
            .vocabulary(340)
            .width(48)
            .layers(3)
            .heads(6, 3, 10)
            .feedForward(72)
            .experts(experts, expertsUsed)
            .editMetadata(
                metadata -> {
                  metadata.keySet().removeIf(key -> key.startsWith("llama."));
                  metadata.putAll(sizes.metadata(BuiltInArchitectures.LLAMA));
                });

    assertThat(read(model)).isEqualTo(sizes);
  }

  @Test
  void takesTheFormatsDefaultsForAbsentKeys() {
    HyperParameters sizes =
        read(
            RandomModel.dense()
                .heads(4, 4, 16)
                .editMetadata(
                    metadata ->
                        metadata
                            .keySet()
                            .removeIf(
                                key ->
                                    key.startsWith("llama.rope")
                                        || key.endsWith("head_count_kv"))));

    assertThat(sizes)
        .isEqualTo(
            new HyperParameters(
                333, 512, 64, 2, 4, 4, 16, Positions.rotating(16, 10_000), 96, 0, 0, 1e-5f));
    assertThat(sizes.hasExperts()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama.context_length",
        "llama.embedding_length",
        "llama.block_count",
        "llama.feed_forward_length",
        "llama.attention.head_count",
        "llama.expert_used_count"
      })
  void requiresKeys(String key) {
    assertInvalid(
        metadata -> metadata.remove(key),
        "Cannot read metadata '%s' of %s: the key is absent, expected integer. Convert the model again with a current converter."
            .formatted(key, path));
  }

  @Test
  void requiresTheNormsEpsilonAndTheArchitecture() {
    assertInvalid(
        metadata -> metadata.remove("llama.attention.layer_norm_rms_epsilon"),
        "Cannot read metadata 'llama.attention.layer_norm_rms_epsilon' of %s: the key is absent, expected float32 or float64. Convert the model again with a current converter."
            .formatted(path));
    assertInvalid(
        metadata -> metadata.remove("general.architecture"),
        "Cannot read metadata 'general.architecture' of %s: the key is absent, expected string. Convert the model again with a current converter."
            .formatted(path));
  }

  /** Modulo 2^32 their width is that of the tensors. */
  @Test
  void refusesHeadsWhoseWidthOverflows() {
    assertInvalid(
        metadata -> {
          metadata.put("llama.attention.head_count", MetadataValue.uint32(4 + (1 << 28)));
          metadata.put("llama.attention.key_length", MetadataValue.uint32(16));
        },
        "Cannot use model %s: 268435460 query heads of width 16 are too many. Use another file of the model."
            .formatted(path));
  }

  @Test
  void refusesOtherArchitectures() {
    assertInvalid(
        metadata -> metadata.put("general.architecture", MetadataValue.string("gemma2")),
        "Cannot use model %s: its architecture gemma2 is none of [gpt-oss, granite, granitemoe, llama, mistral3, olmoe, qwen2, qwen2vl, qwen3, qwen3moe, qwen3vl, qwen3vlmoe, toy]. Use a model with one of these."
            .formatted(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama.context_length             | 0  | llama.context_length is 0, expected at least 1
          llama.block_count                | 0  | llama.block_count is 0, expected at least 1
          llama.feed_forward_length        | -3 | llama.feed_forward_length is -3, expected at least 1
          llama.attention.head_count_kv    | 0  | llama.attention.head_count_kv is 0, expected at least 1
          llama.attention.head_count_kv    | 3  | 4 query heads cannot share 3 key-value heads
          llama.rope.dimension_count       | 18 | llama.rope.dimension_count is 18, expected an even number up to the head's 16
          llama.rope.dimension_count       | 7  | llama.rope.dimension_count is 7, expected an even number up to the head's 16
          llama.rope.dimension_count       | -2 | llama.rope.dimension_count is -2, expected an even number up to the head's 16
          llama.expert_used_count          | 5  | llama.expert_used_count is 5 of 4 experts, expected 1 to 4
          llama.expert_used_count          | 0  | llama.expert_used_count is 0 of 4 experts, expected 1 to 4
          llama.expert_count               | -1 | llama.expert_count is -1, expected at least 0
          llama.attention.value_length     | 8  | llama.attention.value_length is 8, expected the key length, 16
          """)
  void refusesSizesThatDoNotFit(String key, int value, String misfit) {
    assertMisfit(metadata -> metadata.put(key, MetadataValue.int32(value)), misfit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama.rope.freq_base                     | 0        | llama.rope.freq_base is 0.0, expected a positive number
          llama.rope.freq_base                     | NaN      | llama.rope.freq_base is NaN, expected a positive number
          llama.rope.freq_base                     | Infinity | llama.rope.freq_base is Infinity, expected a positive number
          llama.attention.layer_norm_rms_epsilon   | 1        | llama.attention.layer_norm_rms_epsilon is 1.0, expected 0 to 1
          llama.attention.layer_norm_rms_epsilon   | NaN      | llama.attention.layer_norm_rms_epsilon is NaN, expected 0 to 1
          """)
  void refusesNumbersOutOfRange(String key, float value, String misfit) {
    assertMisfit(metadata -> metadata.put(key, MetadataValue.float32(value)), misfit);
  }

  @Test
  void refusesOtherRopeScaling() {
    assertMisfit(
        metadata -> metadata.put("llama.rope.scaling.type", MetadataValue.string("longrope")),
        "llama.rope.scaling.type is longrope, expected none, linear or yarn");
  }

  /** Files with a factor and no type are scaled linearly by llama.cpp. */
  @ParameterizedTest
  @ValueSource(strings = {"llama.rope.scaling.factor", "llama.rope.scale_linear"})
  void takesARopeScalingFactorWithoutATypeForALinearOne(String key) {
    HyperParameters sizes =
        read(
            RandomModel.mixtral()
                .editMetadata(metadata -> metadata.put(key, MetadataValue.float32(4))));

    assertThat(sizes.positions().scaling()).isEqualTo(new RopeScaling.Linear(4));
  }

  @Test
  void readsYarnWithTheDefaultsOfItsAbsentKeys() {
    HyperParameters sizes =
        read(
            RandomModel.mixtral()
                .editMetadata(
                    metadata -> {
                      metadata.put("llama.rope.scaling.type", MetadataValue.string("yarn"));
                      metadata.put("llama.rope.scaling.factor", MetadataValue.float32(4));
                      metadata.put(
                          "llama.rope.scaling.original_context_length", MetadataValue.uint32(64));
                    }));

    assertThat(sizes.positions().scaling()).isEqualTo(new RopeScaling.Yarn(4, 64, 32, 1, 0, true));
  }

  @ParameterizedTest
  @MethodSource("positions")
  void readsWhatPositionsSayOfThemselves(Positions positions) {
    assertThat(read(RandomModel.dense().positions(positions)).positions()).isEqualTo(positions);
  }

  static Stream<Positions> positions() {
    RopeScaling yarn = new RopeScaling.Yarn(8, 64, 4, 2, 1, true);
    return Stream.of(
        Positions.rotating(8, 5000f),
        new Positions(
            16, 1e6f, new RopeScaling.Linear(2), QueryTemperature.NONE, SlidingWindow.NONE),
        new Positions(
            16, 1e6f, yarn, new QueryTemperature(0.3f, 64), SlidingWindow.ofAllLayers(100)));
  }

  @Test
  void refusesPositionsOutOfRange() {
    assertMisfit(
        metadata -> {
          metadata.put("llama.rope.scaling.type", MetadataValue.string("yarn"));
          metadata.put("llama.rope.scaling.factor", MetadataValue.float32(-1));
          metadata.put("llama.rope.scaling.original_context_length", MetadataValue.uint32(0));
          metadata.put("llama.rope.scaling.yarn_beta_fast", MetadataValue.float32(0));
          metadata.put("llama.attention.sliding_window", MetadataValue.int32(-1));
          metadata.put("llama.attention.temperature_scale", MetadataValue.float32(-1));
        },
        "llama.rope.scaling.factor is -1.0, expected a positive number;"
            + " llama.rope.scaling.original_context_length is 0, expected at least 1;"
            + " llama.rope.scaling.yarn_beta_fast is 0.0, expected a positive number;"
            + " llama.attention.temperature_scale is -1.0, expected at least 0;"
            + " llama.attention.sliding_window is -1, expected at least 0");
  }

  @Test
  void takesAWindowOfNothingForNone() {
    HyperParameters sizes =
        read(
            RandomModel.dense()
                .editMetadata(
                    metadata ->
                        metadata.put("llama.attention.sliding_window", MetadataValue.uint32(0))));

    assertThat(sizes.positions().isWindowed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Mistral-7B-Instruct-v0.1, 4096",
    "mistralai_mistral-7b-v0.1, 4096",
    "Mistral 7B v0.1, 4096",
    "Mistral-7B-Instruct-v0.2, 2147483647",
    "Mixtral-8x7B-Instruct-v0.1, 2147483647"
  })
  void knowsTheWindowOfMistral7bByName(String name, int window) {
    HyperParameters sizes =
        read(
            RandomModel.dense()
                .editMetadata(
                    metadata -> metadata.put("general.name", MetadataValue.string(name))));

    assertThat(sizes.positions().window().length()).isEqualTo(window);
  }

  @Test
  void knowsTheWindowOfMistral7bByThePartsOfItsName() {
    HyperParameters sizes =
        read(
            RandomModel.dense()
                .editMetadata(
                    metadata -> {
                      metadata.put("general.name", MetadataValue.string("snapshot"));
                      metadata.put("general.basename", MetadataValue.string("Mistral"));
                      metadata.put("general.size_label", MetadataValue.string("7B"));
                      metadata.put("general.version", MetadataValue.string("v0.1"));
                    }));

    assertThat(sizes.positions().window().length()).isEqualTo(4096);
  }

  /** Whoever trains it on gives it another name. */
  @ParameterizedTest
  @CsvSource({"10000, 4096", "1000000, 2147483647"})
  void knowsTheWindowOfMistral7bByItsSizes(float ropeBase, int window) {
    HyperParameters sizes =
        read(
            RandomModel.dense()
                .editMetadata(
                    metadata -> {
                      metadata.put("llama.embedding_length", MetadataValue.uint32(4096));
                      metadata.put("llama.block_count", MetadataValue.uint32(32));
                      metadata.put("llama.feed_forward_length", MetadataValue.uint32(14_336));
                      metadata.put("llama.attention.head_count", MetadataValue.uint32(32));
                      metadata.put("llama.attention.head_count_kv", MetadataValue.uint32(8));
                      metadata.put("llama.rope.freq_base", MetadataValue.float32(ropeBase));
                    }));

    assertThat(sizes.positions().window().length()).isEqualTo(window);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention.scale",
        "attention.sliding_window_pattern",
        "attention.temperature_length",
        "attention.key_length_mla",
        "attn_logit_softcapping",
        "final_logit_softcapping",
        "expert_shared_count",
        "expert_weights_scale",
        "logit_scale",
        "residual_scale",
        "rope.freq_base_swa",
        "rope.scaling.attn_factor"
      })
  void refusesWhatItDoesNotKnow(String key) {
    assertInvalid(
        metadata -> metadata.put("llama." + key, MetadataValue.float32(0.5f)),
        "Cannot use model %s: its architecture llama has no use for metadata [llama.%s = 0.5]. Use a model without it."
            .formatted(path, key));
  }

  @Test
  void takesKeysThatChangeNothing() {
    assertThat(
            read(
                RandomModel.mixtral()
                    .editMetadata(
                        metadata -> {
                          metadata.put("llama.vocab_size", MetadataValue.uint32(333));
                          metadata.put("llama.comment", MetadataValue.string("none"));
                          metadata.put("llama.rope.scaling.finetuned", MetadataValue.bool(true));
                          metadata.put("llama.attention.causal", MetadataValue.bool(true));
                          metadata.put("llama.logit_scale", MetadataValue.float32(1));
                          metadata.put("gemma3.attention.scale", MetadataValue.float32(2));
                        })))
        .isEqualTo(read(RandomModel.mixtral()));
  }

  @Test
  void readsWhatASparseModelSaysOfItself() {
    HyperParameters sizes =
        new HyperParameters(
            333,
            512,
            64,
            2,
            4,
            2,
            16,
            Positions.rotating(16, 10_000),
            40,
            8,
            3,
            24,
            1e-5f,
            new Multipliers(12, 0.22f, 0.015625f, 6));
    RandomModel model =
        RandomModel.mixtral()
            .architecture(BuiltInArchitectures.GRANITE_MOE)
            .editMetadata(
                metadata -> {
                  metadata.keySet().removeIf(key -> key.startsWith("granitemoe."));
                  metadata.putAll(sizes.metadata(BuiltInArchitectures.GRANITE_MOE));
                });

    assertThat(read(model)).isEqualTo(sizes);
  }

  /** As the models of Granite 4 that have no positions at all. */
  @Test
  void aGraniteThatWasNotTrainedWithRotationHasNone() {
    RandomModel model =
        RandomModel.dense()
            .architecture(BuiltInArchitectures.GRANITE)
            .editMetadata(
                metadata ->
                    metadata.put("granite.rope.scaling.finetuned", MetadataValue.bool(false)));

    assertThat(read(model).positions().ropeWidth()).isZero();
    assertThat(
            read(RandomModel.dense()
                    .editMetadata(
                        metadata ->
                            metadata.put(
                                "llama.rope.scaling.finetuned", MetadataValue.bool(false))))
                .positions()
                .ropeWidth())
        .isEqualTo(16);
  }

  /** Their converter writes them as those of models with recurrent layers. */
  @Test
  void readsTheKeysOfDenseGranite4() {
    RandomModel plain = RandomModel.dense().architecture(BuiltInArchitectures.GRANITE);
    HyperParameters expected = read(plain);

    assertThat(read(plain.editMetadata(metadata -> putGranite4(metadata, 2, 96))))
        .isEqualTo(expected);
    assertInvalid(
        RandomModel.dense()
            .architecture(BuiltInArchitectures.GRANITE)
            .editMetadata(metadata -> putGranite4(metadata, 0, 48)),
        "Cannot use model %s: granite.attention.head_count_kv is [2, 0], expected the same number in all layers, none of them 0; granite.expert_shared_feed_forward_length is 48, expected 96, as there are no experts. Use another file of the model."
            .formatted(path));
  }

  private static void putGranite4(
      Map<String, MetadataValue> metadata, int kvHeadsOfSecond, int shared) {
    metadata.put("granite.attention.head_count_kv", MetadataValue.int32s(2, kvHeadsOfSecond));
    metadata.put("granite.expert_shared_feed_forward_length", MetadataValue.uint32(shared));
    metadata.put("granite.expert_count", MetadataValue.uint32(0));
    metadata.put("granite.expert_used_count", MetadataValue.uint32(0));
    metadata.put("granite.rope.scaling.finetuned", MetadataValue.bool(true));
  }

  @Test
  void refusesAGptOssWithoutAWindowAndAQwenWithOne() {
    assertInvalid(
        RandomModel.mixtral().architecture(BuiltInArchitectures.GPT_OSS),
        "Cannot read metadata 'gpt-oss.attention.sliding_window' of %s: the key is absent, expected integer. Convert the model again with a current converter."
            .formatted(path));
    assertInvalid(
        RandomModel.dense()
            .architecture(BuiltInArchitectures.QWEN2)
            .editMetadata(
                metadata ->
                    metadata.put("qwen2.attention.sliding_window", MetadataValue.uint32(100))),
        "Cannot use model %s: its architecture qwen2 has no use for metadata [qwen2.attention.sliding_window = 100]. Use a model without it."
            .formatted(path));
  }

  @Test
  void refusesToWeighExpertsOtherwiseThanTheArchitectureDoes() {
    assertMisfit(
        metadata -> metadata.put("llama.expert_weights_norm", MetadataValue.bool(false)),
        "llama.expert_weights_norm is false, expected true");
  }

  @Test
  void knowsInWhichLayersGptOssHasItsWindow() {
    SlidingWindow window =
        read(RandomModel.mixtral()
                .architecture(BuiltInArchitectures.GPT_OSS)
                .editMetadata(
                    metadata ->
                        metadata.put(
                            "gpt-oss.attention.sliding_window", MetadataValue.uint32(128))))
            .positions()
            .window();

    assertThat(window).isEqualTo(new SlidingWindow(128, 2));
    assertThat(IntStream.range(0, 5).filter(window::isIn)).containsExactly(0, 2, 4);
  }

  @Test
  void takesARopeScalingFactorThatScalesNothing() {
    assertThat(
            read(
                RandomModel.mixtral()
                    .editMetadata(
                        metadata -> {
                          metadata.put("llama.rope.scaling.factor", MetadataValue.float32(1));
                          metadata.put("llama.rope.scale_linear", MetadataValue.float32(0));
                        })))
        .isEqualTo(read(RandomModel.mixtral()));
    assertThat(
            read(
                RandomModel.mixtral()
                    .editMetadata(
                        metadata -> {
                          metadata.put("llama.rope.scaling.type", MetadataValue.string("none"));
                          metadata.put("llama.rope.scaling.factor", MetadataValue.float32(4));
                        })))
        .isEqualTo(read(RandomModel.mixtral()));
  }

  @Test
  void listsEveryMisfit() {
    assertMisfit(
        metadata -> {
          metadata.put("llama.context_length", MetadataValue.uint32(0));
          metadata.put("llama.attention.head_count_kv", MetadataValue.uint32(3));
          metadata.put("llama.rope.scaling.type", MetadataValue.string("dynamic"));
        },
        "llama.rope.scaling.type is dynamic, expected none, linear or yarn;"
            + " llama.context_length is 0, expected at least 1;"
            + " 4 query heads cannot share 3 key-value heads");
  }

  private void assertMisfit(Consumer<Map<String, MetadataValue>> edit, String misfit) {
    assertInvalid(
        edit, "Cannot use model %s: %s. Use another file of the model.".formatted(path, misfit));
  }

  private void assertInvalid(Consumer<Map<String, MetadataValue>> edit, String message) {
    assertInvalid(RandomModel.mixtral().editMetadata(edit), message);
  }

  private void assertInvalid(RandomModel model, String message) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
