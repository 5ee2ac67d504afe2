package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.jni.PanelKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, computed in every way, against the definition of their arithmetic, bit for bit. */
class PanelMultiplierTest {
  private final Random random = new Random(30);
  private final Path path;

  PanelMultiplierTest(@TempDir Path folder) {
    this.path = folder.resolve("weights.gguf");
  }

  /** One tensor whose rows the products of a test share out. */
  private GgufFile weights(TensorType type, int rows, int columns) throws IOException {
    byte[] bytes = RandomWeights.bytes(type, rows * columns, 1, random);
    List<Long> shape = List.of((long) columns, (long) rows);
    new GgufWriter().tensor("weights", type, shape, bytes).write(path);
    return GgufFile.open(path);
  }

  /** Every way to compute here, of both arithmetics. */
  private static List<ComputeSettings> ways() {
    List<ComputeSettings> ways = new ArrayList<>();
    for (Arithmetic arithmetic : Arithmetic.values()) {
      for (VectorBits bits : EveryKernel.widths()) {
        for (NativeCode nativeCode : NativeCode.values()) {
          ways.add(new ComputeSettings(arithmetic, bits, nativeCode));
        }
      }
    }
    return ways;
  }

  @ParameterizedTest
  @EnumSource
  void multipliesByWeightsOfEveryFormat(TensorType type) throws IOException {
    try (GgufFile file = weights(type, 150, 768)) {
      List<Product> products =
          List.of(product(file, 3, 1), product(file, 128, 7), product(file, 64, 2));
      for (ComputeSettings way : ways()) {
        assertMultiplies(way, 1 + random.nextInt(3), products);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "Q4_0", "Q5_1", "Q8_0", "IQ4_NL", "Q4_K", "Q6_K"})
  void multipliesMatricesOfAnyShape(TensorType type) throws IOException {
    int block = type.blockLength();
    for (int i = 0; i < 12; i++) {
      int columns = block * (1 + random.nextInt(Math.max(4, 600 / block)));
      try (GgufFile file = weights(type, 250, columns)) {
        List<Product> products = new ArrayList<>();
        for (int each = 0; each <= random.nextInt(5); each++) {
          products.add(product(file, 1 + random.nextInt(250), random.nextInt(12)));
        }
        List<ComputeSettings> ways = ways();
        assertMultiplies(ways.get(random.nextInt(ways.size())), 1 + random.nextInt(3), products);
      }
    }
  }

  /** More rows than native code multiplies at a time. */
  @Test
  void multipliesManyRows() throws IOException {
    try (GgufFile file = weights(TensorType.Q4_K, 70, 256)) {
      for (Arithmetic arithmetic : Arithmetic.values()) {
        assertMultiplies(ComputeSettings.fastest(arithmetic), 2, List.of(product(file, 70, 1_100)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sharesAnInputBetweenProducts(Arithmetic arithmetic) throws IOException {
    try (GgufFile file = weights(TensorType.Q4_0, 150, 96)) {
      Product first = product(file, 70, 5);
      Product second = product(file, 33, 5);
      Product sharing = new Product(second.weights(), first.input(), second.output());
      for (NativeCode nativeCode : NativeCode.values()) {
        ComputeSettings way = new ComputeSettings(arithmetic, VectorBits.AUTO, nativeCode);
        assertMultiplies(way, 2, List.of(first, sharing, product(file, 3, 0)));
      }
    }
  }

  /** SmolLM2's: panels end within no block, and rows within a run of columns. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL"})
  void multipliesRowsThatAreNoMultipleOf256(TensorType type) throws IOException {
    try (GgufFile file = weights(type, 96, 576)) {
      for (ComputeSettings way : ways()) {
        assertMultiplies(way, 2, List.of(product(file, 96, 1), product(file, 96, 40)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void addsABias(Arithmetic arithmetic) throws IOException {
    try (GgufFile file = weights(TensorType.Q4_1, 150, 96)) {
      for (int count : new int[] {0, 1, 40}) {
        Product plain = product(file, 150, count);
        float[] bias = rows(150, 1).data();
        Linear biased = new Linear(plain.weights(), Arrays.copyOf(bias, 150));
        float[] expected = expected(plain, arithmetic);
        for (int row = 0; row < count; row++) {
          for (int i = 0; i < 150; i++) {
            expected[plain.output().start() + row * plain.output().stride() + i] += bias[i];
          }
        }

        try (WorkerPool pool = new WorkerPool(2)) {
          multiplier(ComputeSettings.fastest(arithmetic), pool)
              .multiply(List.of(new Product(biased, plain.input(), plain.output())));
        }

        Bits.assertSame(plain.output().data(), expected);
      }
    }
  }

  @Test
  void refusesABiasThatDoesNotFitTheWeights() throws IOException {
    try (GgufFile file = weights(TensorType.F32, 4, 5)) {
      WeightMatrix weights = new WeightMatrix(file.tensor("weights"), 0, 4);

      assertThatThrownBy(() -> new Linear(weights, new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot add a bias of 3 elements to products with 4 rows of weights.");
    }
  }

  /** Blocks of zeros, of the smallest numbers, of the largest, and with what is not finite. */
  @ParameterizedTest
  @ValueSource(
      floats = {
        0f,
        -0f,
        0x1p-149f,
        0x1p-126f,
        0x1.fffffep-101f,
        0x1p-100f,
        0x1p100f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
      })
  void multipliesNotableInputs(float notable) throws IOException {
    try (GgufFile file = weights(TensorType.Q8_0, 64, 96)) {
      Product product = product(file, 64, 3);
      Rows input = product.input();
      int second = input.start() + input.stride();
      Arrays.fill(input.data(), second + 32, second + 64, 0f);
      input.data()[second + 40] = notable;
      for (ComputeSettings way : ways()) {
        assertMultiplies(way, 1, List.of(product));
      }
    }
  }

  @Test
  void doesNothingForNoProducts() {
    for (ComputeSettings way : ways()) {
      try (WorkerPool pool = new WorkerPool(2)) {
        multiplier(way, pool).multiply(List.of());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void gatesOneProductByAnother(Arithmetic arithmetic) throws IOException {
    try (GgufFile file = weights(TensorType.Q5_K, 150, 256)) {
      for (int count : new int[] {0, 1, 40}) {
        Product gate = product(file, 100, count);
        Product up = product(file, 100, count);
        Product sharing = new Product(up.weights(), gate.input(), up.output());
        Rows output = rows(100, count);
        float[] expected = output.data().clone();
        float[] gated = expected(gate, arithmetic);
        float[] multiplied = expected(sharing, arithmetic);
        Linear gateMap = new Linear(gate.weights(), Arrays.copyOf(rows(100, 1).data(), 100));
        Linear upMap = new Linear(up.weights(), Arrays.copyOf(rows(100, 1).data(), 100));
        for (int row = 0; row < count; row++) {
          int from = gate.output().start() + row * gate.output().stride();
          int to = output.start() + row * output.stride();
          int other = up.output().start() + row * up.output().stride();
          for (int i = 0; i < 100; i++) {
            gated[from + i] += gateMap.bias()[i];
            multiplied[other + i] += upMap.bias()[i];
          }
          new ScalarKernel().siluMultiply(gated, from, multiplied, other, 100);
          System.arraycopy(gated, from, expected, to, 100);
        }

        try (WorkerPool pool = new WorkerPool(2)) {
          multiplier(ComputeSettings.fastest(arithmetic), pool)
              .multiplyGated(
                  List.of(new GatedProduct(gateMap, upMap, Activation.SILU, gate.input(), output)));
        }

        Bits.assertSame(output.data(), expected);
      }
    }
  }

  @Test
  void refusesRowsThatDoNotFitTheWeights() throws IOException {
    try (GgufFile file = weights(TensorType.F32, 4, 5)) {
      WeightMatrix weights = new WeightMatrix(file.tensor("weights"), 0, 4);
      WeightMatrix fewer = new WeightMatrix(file.tensor("weights"), 0, 3);
      Rows two = Rows.of(new float[10], 5, 2);
      Rows three = Rows.of(new float[12], 4, 3);

      assertThatThrownBy(() -> new Product(weights, two, three))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot write 2 rows of 4 elements into 3 rows of stride 4.");
      assertThatThrownBy(() -> new Operands(weights, three))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot multiply 3 rows of stride 4 by 4 x 5 weights.");
      assertThatThrownBy(
              () ->
                  new GatedProduct(Linear.of(weights), Linear.of(fewer), Activation.SILU, two, two))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot gate 3 x 5 weights by 4 x 5.");
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

  private static void assertMultiplies(ComputeSettings way, int threads, List<Product> products) {
    List<float[]> expected =
        products.stream().map(product -> expected(product, way.arithmetic())).toList();

    try (WorkerPool pool = new WorkerPool(threads)) {
      multiplier(way, pool).multiply(products);
    }

    for (int i = 0; i < products.size(); i++) {
      Bits.assertSame(products.get(i).output().data(), expected.get(i));
    }
  }

  private static MatrixMultiplier multiplier(ComputeSettings way, WorkerPool pool) {
    Kernel kernel = Kernel.of(way.vectorBits());
    PanelKernel panels = PanelKernels.of(way, kernel, pool.threads());
    return new PanelMultiplier(panels, kernel, pool);
  }

  /** The output's whole array, gaps included. */
  private static float[] expected(Product product, Arithmetic arithmetic) {
    boolean exact = arithmetic == Arithmetic.FLOAT32 || !product.weights().format().isQuantized();
    return exact ? exact(product) : DefinedInt8.product(product);
  }

  private static float[] exact(Product product) {
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
