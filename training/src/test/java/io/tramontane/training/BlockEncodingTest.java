package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.WeightMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the engine's decoders, which are tested against another engine's figures. */
class BlockEncodingTest {
  private static final int COLUMNS = 64;

  private final Path folder;

  BlockEncodingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private float[] decoded(float[] weights, TensorType type) throws IOException {
    Path path = folder.resolve("weights.gguf");
    new GgufWriter()
        .tensor("w", type, List.of((long) COLUMNS, 1L), BlockEncoding.encode(weights, type))
        .write(path);
    float[] row = new float[COLUMNS];
    try (GgufFile file = GgufFile.open(path)) {
      new WeightMatrix(file.tensor("w"), 0, 1).readRow(0, row, 0);
    }
    return row;
  }

  /** Half a step of the format at the block's largest weight, and half precision's own error. */
  @ParameterizedTest
  @CsvSource({"F32, 0", "F16, 0.0005", "Q8_0, 0.0045", "Q4_0, 0.126"})
  void keepsEachWeightWithinHalfAStep(TensorType type, double largestError) throws IOException {
    float[] weights = new float[COLUMNS];
    Random random = new Random(1);
    for (int i = 0; i < COLUMNS; i++) {
      weights[i] = 2 * random.nextFloat() - 1;
    }
    float[] decoded = decoded(weights, type);

    for (int i = 0; i < COLUMNS; i++) {
      assertThat((double) decoded[i]).isCloseTo(weights[i], within(largestError));
    }
  }

  @ParameterizedTest
  @CsvSource({"F32", "F16", "Q8_0", "Q4_0"})
  void keepsZeros(TensorType type) throws IOException {
    assertThat(decoded(new float[COLUMNS], type)).containsOnly(0);
  }

  /**
   * IEEE 754-2008, binary16: one, the largest, beyond it, the least normal and subnormal, a tie.
   */
  @Test
  void halvesAreRoundedToTheNearestEven() {
    assertThat(BlockEncoding.half(1)).isEqualTo((short) 0x3C00);
    assertThat(BlockEncoding.half(-2)).isEqualTo((short) 0xC000);
    assertThat(BlockEncoding.half(65504)).isEqualTo((short) 0x7BFF);
    assertThat(BlockEncoding.half(65520)).isEqualTo((short) 0x7C00);
    assertThat(BlockEncoding.half(0x1p-14f)).isEqualTo((short) 0x0400);
    assertThat(BlockEncoding.half(0x1p-24f)).isEqualTo((short) 0x0001);
    assertThat(BlockEncoding.half(0x1p-25f)).isEqualTo((short) 0x0000);
    assertThat(BlockEncoding.half(1 + 0x1p-11f)).isEqualTo((short) 0x3C00);
    assertThat(BlockEncoding.half(1 + 0x3p-11f)).isEqualTo((short) 0x3C02);
  }
}
