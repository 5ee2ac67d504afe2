package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvFormatTest {
  private final Path path;

  KvFormatTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @ParameterizedTest
  @CsvSource({
    "0x1.00p0, 0x1.00p0",
    "0x1.0080p0, 0x1.00p0",
    "0x1.0100p0, 0x1.00p0",
    "0x1.0102p0, 0x1.02p0",
    "0x1.0300p0, 0x1.04p0",
    "-0x1.0300p0, -0x1.04p0",
    "0x1.ff00p0, 0x1p1",
    "-0.0, -0.0",
    "0x1p-133, 0x1p-133",
    "0x1p-149, 0.0",
    "0x1.fffffep127, Infinity",
    "-Infinity, -Infinity",
    "NaN, NaN",
  })
  void bfloat16RoundsToTheNearestAndTiesToEven(float value, float expected) {
    float[] widened = new float[1];
    Bfloat16.widen(new short[] {Bfloat16.round(value)}, widened);

    assertThat(Float.floatToIntBits(widened[0])).isEqualTo(Float.floatToIntBits(expected));
  }

  @Test
  void everyNotANumberStaysOne() {
    float[] widened = new float[1];
    Bfloat16.widen(new short[] {Bfloat16.round(Float.intBitsToFloat(0x7fffffff))}, widened);

    assertThat(widened[0]).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "16, 16", "64, 64", "65, 80", "1000, 1008", "2000000000, 2000000000"})
  void bfloat16TakesHalfTheMemory(int capacity, long positions) {
    try (GgufFile file =
        GgufFile.open(RandomModel.mixtral().heads(4, 2, 16).layers(3).write(path))) {
      HyperParameters sizes = HyperParameters.of(file);

      // Two key-value heads of a key and a value each, with 16 elements of 4 bytes.
      assertThat(KvCache.bytesOfOneStep(sizes, KvFormat.FLOAT32, capacity))
          .isEqualTo(positions * 2 * 2 * 16 * 4);
      assertThat(KvCache.bytes(sizes, KvFormat.FLOAT32, capacity))
          .isEqualTo(3 * positions * 2 * 2 * 16 * 4);
      assertThat(KvCache.bytes(sizes, KvFormat.BFLOAT16, capacity))
          .isEqualTo(3 * positions * 2 * 2 * 16 * 2);
    }
  }

  @Test
  void bfloat16ChangesLogitsSlightly() {
    try (GgufFile file = GgufFile.open(RandomModel.mixtral().write(path));
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      float[] exact = lastLogits(model, KvFormat.FLOAT32);
      float[] rounded = lastLogits(model, KvFormat.BFLOAT16);

      double difference = 0;
      double norm = 0;
      for (int id = 0; id < exact.length; id++) {
        difference += Math.pow(rounded[id] - exact[id], 2);
        norm += Math.pow(exact[id], 2);
      }
      // A bfloat16 number is off by up to 2^-9, some of which averages out.
      assertThat(Math.sqrt(difference / norm)).isBetween(1e-6, 0x1p-7);
    }
  }

  private static float[] lastLogits(Transformer model, KvFormat format) {
    int[] tokens = new Random(7).ints(40, 0, model.sizes().vocabulary()).toArray();
    Sequence sequence = Sequence.of(KvCache.forOneStep(model.sizes(), format, tokens.length));
    TokenSpan span = TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.LAST);
    Logits logits = model.forward(new Step(List.of(span)));
    return logits.row(0);
  }

  @Test
  void aSequenceHasOneFormat() {
    try (GgufFile file = GgufFile.open(RandomModel.mixtral().write(path))) {
      HyperParameters sizes = HyperParameters.of(file);
      KvCache prefix = KvCache.forAllLayers(sizes, KvFormat.BFLOAT16, 4);
      KvCache own = KvCache.forAllLayers(sizes, KvFormat.FLOAT32, 4);

      assertThatThrownBy(() -> new Sequence(prefix, 4, own))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot make a sequence: its prefix is kept in bfloat16, its own cache in float32.");
    }
  }
}
