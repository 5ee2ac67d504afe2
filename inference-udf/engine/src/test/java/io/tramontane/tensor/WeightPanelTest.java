package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Panels decoded by every kernel against rows read one by one, bit for bit. */
class WeightPanelTest {
  private static final int TENSOR_ROWS = 70;

  private final Path path;

  WeightPanelTest(@TempDir Path folder) {
    this.path = folder.resolve("weights.gguf");
  }

  @ParameterizedTest
  @EnumSource
  void decodesEveryColumnOnceInOrder(TensorType type) throws IOException {
    Random random = new Random(type.id());
    for (int blocks : new int[] {1, 2, 11}) {
      int columns = type.blockLength() == 1 ? 300 * blocks + 1 : type.blockLength() * blocks;
      try (GgufFile file = write(type, columns, random)) {
        for (Kernel kernel : EveryKernel.here()) {
          WeightMatrix weights = new WeightMatrix(file.tensor("weights"), 2, TENSOR_ROWS - 2);
          WeightPanel panel = new WeightPanel(kernel);
          assertDecodes(panel, weights, 0, WeightPanel.ROWS, WeightPanel.DEPTH);
          assertDecodes(panel, weights, random.nextInt(40), 1 + random.nextInt(20), 64);
        }
      }
    }
  }

  private GgufFile write(TensorType type, int columns, Random random) throws IOException {
    byte[] bytes = RandomWeights.bytes(type, TENSOR_ROWS * columns, 1, random);
    List<Long> shape = List.of((long) columns, (long) TENSOR_ROWS);
    new GgufWriter().tensor("weights", type, shape, bytes).write(path);
    return GgufFile.open(path);
  }

  private static void assertDecodes(
      WeightPanel panel, WeightMatrix weights, int firstRow, int rows, int run) {
    float[][] actual = new float[rows][weights.columns()];
    int[] next = {0};
    panel.decode(
        weights,
        firstRow,
        rows,
        run,
        (column, depth) -> {
          assertThat(depth).isLessThanOrEqualTo(run);
          assertThat(column).isEqualTo(next[0]);
          next[0] += depth;
          for (int k = 0; k < depth; k++) {
            for (int row = 0; row < rows; row++) {
              actual[row][column + k] = panel.values()[k * WeightPanel.ROWS + row];
            }
          }
        });

    assertThat(next[0]).isEqualTo(weights.columns());
    float[] expected = new float[weights.columns()];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(expected, Float.NaN);
      weights.readRow(firstRow + row, expected, 0);
      Bits.assertSame(actual[row], expected);
    }
  }
}
