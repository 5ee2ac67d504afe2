package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products against one chain of fused multiply-adds for each element, bit for bit. */
class FloatMatrixMultiplierTest {
  private final Random random = new Random(30);
  private final Path path;

  FloatMatrixMultiplierTest(@TempDir Path folder) {
    this.path = folder.resolve("weights.gguf");
  }

  /** One tensor whose rows the products of a test share out. */
  private GgufFile weights(TensorType type, int rows, int columns) throws IOException {
    byte[] bytes = RandomWeights.bytes(type, rows * columns, 1, random);
    List<Long> shape = List.of((long) columns, (long) rows);
    new GgufWriter().tensor("weights", type, shape, bytes).write(path);
    return GgufFile.open(path);
  }

  @ParameterizedTest
  @EnumSource
  void multipliesByWeightsOfEveryFormat(TensorType type) throws IOException {
    try (GgufFile file = weights(type, 150, 768)) {
      for (int threads = 1; threads <= 3; threads++) {
        assertMultiplies(
            new ScalarKernel(), threads, List.of(product(file, 3, 1), product(file, 128, 7)));
        assertMultiplies(
            Kernel.best(), threads, List.of(product(file, 128, 7), product(file, 3, 1)));
      }
    }
  }

  @Test
  void multipliesMatricesOfAnyShape() throws IOException {
    for (int i = 0; i < 20; i++) {
      int columns = 1 + random.nextInt(600);
      try (GgufFile file = weights(TensorType.F16, 250, columns)) {
        List<Product> products = new ArrayList<>();
        for (int each = 0; each <= random.nextInt(5); each++) {
          products.add(product(file, 1 + random.nextInt(250), random.nextInt(12)));
        }
        assertMultiplies(Kernel.best(), 1 + random.nextInt(3), products);
      }
    }
  }

  @Test
  void doesNothingForNoProducts() {
    try (WorkerPool pool = new WorkerPool(2)) {
      new FloatMatrixMultiplier(Kernel.best(), pool).multiply(List.of());
    }
  }

  @Test
  void refusesRowsThatDoNotFitTheWeights() throws IOException {
    try (GgufFile file = weights(TensorType.F32, 4, 5)) {
      WeightMatrix weights = new WeightMatrix(file.tensor("weights"), 0, 4);

      assertThatThrownBy(
              () ->
                  new Product(weights, Rows.of(new float[10], 5, 2), Rows.of(new float[12], 4, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot multiply 2 rows of stride 5 by 4 x 5 weights into 3 rows of stride 4.");
      assertThatThrownBy(
              () -> new Product(weights, Rows.of(new float[8], 4, 2), Rows.of(new float[8], 4, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot multiply 2 rows of stride 4 by 4 x 5 weights into 2 rows of stride 4.");
    }
  }

  /** Random rows, with gaps, by a run of the tensor's rows. */
  private Product product(GgufFile file, int weightRows, int count) {
    int firstRow = random.nextInt((int) file.tensor("weights").rows() - weightRows + 1);
    WeightMatrix weights = new WeightMatrix(file.tensor("weights"), firstRow, weightRows);
    return new Product(weights, rows(weights.columns(), count), rows(weights.rows(), count));
  }

  private Rows rows(int length, int count) {
    int start = random.nextInt(5);
    int stride = length + random.nextInt(5);
    float[] data = new float[start + stride * count];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return new Rows(data, start, stride, count);
  }

  private static void assertMultiplies(Kernel kernel, int threads, List<Product> products) {
    List<float[]> expected = products.stream().map(FloatMatrixMultiplierTest::expected).toList();

    try (WorkerPool pool = new WorkerPool(threads)) {
      new FloatMatrixMultiplier(kernel, pool).multiply(products);
    }

    for (int i = 0; i < products.size(); i++) {
      Bits.assertSame(products.get(i).output().data(), expected.get(i));
    }
  }

  /** The output's whole array, gaps included. */
  private static float[] expected(Product product) {
    Rows input = product.input();
    Rows output = product.output();
    float[] expected = output.data().clone();
    float[] weights = new float[product.weights().columns()];
    for (int column = 0; column < product.weights().rows(); column++) {
      product.weights().readRow(column, weights, 0);
      for (int row = 0; row < input.count(); row++) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum = Math.fma(input.data()[input.start() + row * input.stride() + k], weights[k], sum);
        }
        expected[output.start() + row * output.stride() + column] = sum;
      }
    }
    return expected;
  }
}
