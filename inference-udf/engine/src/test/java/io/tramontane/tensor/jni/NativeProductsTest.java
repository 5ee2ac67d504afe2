package io.tramontane.tensor.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Bits;
import io.tramontane.tensor.WeightFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The C functions on random bytes of random shapes, in buffers of exactly the size that they need:
 * a sanitizer sees each step beyond, and continuous integration runs this with one. All levels must
 * give the same bits.
 */
class NativeProductsTest {
  private static final int DRAWS = 150;
  private static final float GUARD = 0x1.234p5f;

  private static final List<TensorType> QUANTIZED =
      Stream.of(TensorType.values()).filter(type -> type.blockLength() > 1).toList();

  @TestFactory
  List<DynamicTest> everyLevelGivesTheSameBitsAndWritesNothingElse() {
    return IntStream.range(0, DRAWS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(new Random(seed))))
        .toList();
  }

  private static void run(Random random) {
    assumeTrue(
        NativeLibraryTest.isHere() && NativeLibrary.levels() != 0,
        "there is no native code for this machine");
    Draw draw = new Draw(random);
    float[] int8 = null;
    float[] float32 = null;
    for (NativeLevel level : levels()) {
      float[] quantized = draw.int8(level);
      float[] exact = draw.float32(level);
      draw.assertGuarded(quantized);
      draw.assertGuarded(exact);
      Bits.assertSame(quantized, int8 == null ? quantized : int8);
      Bits.assertSame(exact, float32 == null ? exact : float32);
      int8 = quantized;
      float32 = exact;
    }
  }

  private static List<NativeLevel> levels() {
    List<NativeLevel> levels = new ArrayList<>(List.of(NativeLevel.values()));
    levels.removeIf(level -> !level.isIn(NativeProducts.levels()));
    return levels;
  }

  /** One product. */
  private static final class Draw {
    private final ByteBuffer format;
    private final ByteBuffer weights;
    private final int weightRows;
    private final int columns;
    private final int rows;
    private final float[] input;
    private final int start;
    private final int stride;

    Draw(Random random) {
      TensorType type = QUANTIZED.get(random.nextInt(QUANTIZED.size()));
      this.format = NativeFormat.of(WeightFormat.of(type));
      this.weightRows = 1 + random.nextInt(64);
      this.columns = type.blockLength() * (1 + random.nextInt(900 / type.blockLength()));
      this.rows = random.nextInt(20);
      this.input = new float[rows * columns];
      for (int i = 0; i < input.length; i++) {
        input[i] = (float) random.nextGaussian();
      }
      byte[] bytes = new byte[Math.toIntExact(weightRows * type.bytes(columns))];
      random.nextBytes(bytes);
      this.weights = direct(bytes.length).put(bytes);
      this.start = random.nextInt(5);
      this.stride = weightRows + random.nextInt(5);
    }

    float[] int8(NativeLevel level) {
      int scales = input.length;
      int sums = scales + input.length / 32 * Float.BYTES;
      ByteBuffer stored = direct(sums + input.length / 16 * Integer.BYTES);
      NativeProducts.quantize(level.number(), input, 0, input.length, stored, 0, scales, sums);
      float[] output = output();
      NativeProducts.multiplyInt8(
          level.number(),
          format,
          weights,
          0,
          weightRows,
          columns,
          stored,
          0,
          scales,
          sums,
          rows,
          direct(NativeProducts.workerBytes()),
          output,
          start,
          stride);
      return output;
    }

    float[] float32(NativeLevel level) {
      ByteBuffer stored = direct(input.length * Float.BYTES);
      stored.asFloatBuffer().put(input);
      float[] output = output();
      NativeProducts.multiplyFloat32(
          level.number(),
          format,
          weights,
          0,
          weightRows,
          columns,
          stored,
          0,
          rows,
          direct(NativeProducts.workerBytes()),
          output,
          start,
          stride);
      return output;
    }

    private float[] output() {
      float[] output = new float[start + Math.max(0, (rows - 1) * stride + weightRows) + 3];
      Arrays.fill(output, GUARD);
      return output;
    }

    void assertGuarded(float[] output) {
      for (int i = 0; i < output.length; i++) {
        int row = i < start ? rows : (i - start) / stride;
        boolean gap = row >= rows || (i - start) % stride >= weightRows;
        assertThat(gap && output[i] != GUARD).as("element %s", i).isFalse();
      }
    }

    private static ByteBuffer direct(int bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
  }
}
