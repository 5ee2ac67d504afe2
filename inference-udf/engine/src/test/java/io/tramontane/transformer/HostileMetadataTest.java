package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the keys of an architecture say, a model runs or is the user's mistake. */
class HostileMetadataTest {
  private static final int DRAWS = 300;

  private static final List<String> KEYS =
      List.of(
          "context_length",
          "embedding_length",
          "block_count",
          "feed_forward_length",
          "expert_count",
          "expert_used_count",
          "expert_feed_forward_length",
          "attention.head_count",
          "attention.head_count_kv",
          "attention.key_length",
          "attention.value_length",
          "attention.layer_norm_rms_epsilon",
          "attention.sliding_window",
          "attention.temperature_scale",
          "attention.scale",
          "rope.dimension_count",
          "rope.freq_base",
          "rope.scale_linear",
          "rope.scaling.factor",
          "rope.scaling.original_context_length",
          "rope.scaling.yarn_beta_fast",
          "rope.scaling.yarn_beta_slow",
          "rope.scaling.yarn_log_multiplier");

  private static final List<MetadataValue> VALUES =
      List.of(
          MetadataValue.uint32(0),
          MetadataValue.uint32(1),
          MetadataValue.uint32(3),
          MetadataValue.uint32(16),
          MetadataValue.uint32(0xFFFF_FFFFL),
          MetadataValue.int32(-1),
          MetadataValue.int32(Integer.MIN_VALUE),
          MetadataValue.int32(Integer.MAX_VALUE),
          MetadataValue.uint64(-1),
          MetadataValue.float32(0),
          MetadataValue.float32(1),
          MetadataValue.float32(-2.5f),
          MetadataValue.float32(64),
          MetadataValue.float32(Float.MIN_VALUE),
          MetadataValue.float32(Float.MAX_VALUE),
          MetadataValue.float32(Float.NaN),
          MetadataValue.float64(Double.POSITIVE_INFINITY),
          MetadataValue.bool(true),
          MetadataValue.string("yarn"),
          MetadataValue.int32s(1, 2));

  private final Path path;

  HostileMetadataTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @TestFactory
  List<DynamicTest> aModelRunsOrIsTheUsersMistake() {
    return IntStream.range(0, DRAWS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(new Random(seed))))
        .toList();
  }

  private void run(Random random) {
    RandomModel.mixtral().layers(1).editMetadata(metadata -> damage(metadata, random)).write(path);
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      int length = Math.min(5, model.sizes().context());
      Sequence sequence = Sequence.of(KvCache.forOneStep(model.sizes(), KvFormat.FLOAT32, length));
      TokenSpan span = TokenSpan.of(sequence, 0, new int[length], TokenSpan.Wanted.ALL);

      assertThat(model.forward(new Step(List.of(span))).count()).isEqualTo(length);
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageMatching("(?s)Cannot \\w+ .*: .*\\.");
    }
  }

  private static void damage(Map<String, MetadataValue> metadata, Random random) {
    if (random.nextBoolean()) {
      metadata.put("llama.rope.scaling.type", MetadataValue.string("yarn"));
      metadata.put("llama.rope.scaling.factor", MetadataValue.float32(4));
      metadata.put("llama.rope.scaling.original_context_length", MetadataValue.uint32(64));
    }
    for (int i = 0; i <= random.nextInt(3); i++) {
      String key = "llama." + KEYS.get(random.nextInt(KEYS.size()));
      metadata.put(key, VALUES.get(random.nextInt(VALUES.size())));
    }
  }
}
