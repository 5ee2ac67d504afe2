package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.BlockLayout.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from a file against the formats' definitions, bit for bit. */
class WeightMatrixTest {
  /**
   * Zeros, the smallest, a middle and the largest subnormal number, 1, the largest, infinity, NaN.
   */
  private static final int[] NOTABLE_HALVES = {0, 1, 0x155, 0x3ff, 0x3c00, 0x7bff, 0x7c00, 0x7e00};

  private final Path folder;

  WeightMatrixTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<TensorType> quantized() {
    return Arrays.stream(TensorType.values()).filter(type -> type.blockLength() > 1);
  }

  /** Guards the test's own layouts: they would else leave a part of the decoder untested. */
  @ParameterizedTest
  @MethodSource("quantized")
  void aLayoutPlacesEveryBitOfABlockOnce(TensorType type) {
    BlockLayout layout = BlockLayout.of(type);
    BitSet placed = new BitSet();
    int count = 0;
    for (Numbers numbers :
        List.of(
            layout.quants(),
            layout.subScales(),
            layout.subMinimums(),
            layout.scale(),
            layout.minimum())) {
      for (int index = 0; index < numbers.count(); index++) {
        for (int bit = 0; bit < numbers.bits(); bit++) {
          placed.set(numbers.place().of(index, bit));
          count++;
        }
      }
    }

    assertThat(count).isEqualTo(8 * type.blockBytes());
    assertThat(placed.cardinality()).isEqualTo(count);
    assertThat(placed.length()).isEqualTo(count);
  }

  @ParameterizedTest
  @MethodSource("quantized")
  void readsRandomBlocks(TensorType type) throws IOException {
    Random random = new Random(type.id());
    List<StoredBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      blocks.add(
          StoredBlock.random(type, random.nextInt(1 << 16), random.nextInt(1 << 16), random));
    }

    assertReads(type, blocks);
  }

  @ParameterizedTest
  @MethodSource("quantized")
  void readsTheExtremesOfEveryNumber(TensorType type) throws IOException {
    BlockLayout layout = BlockLayout.of(type);
    List<StoredBlock> blocks = new ArrayList<>();
    for (int scale : NOTABLE_HALVES) {
      for (int minimum : NOTABLE_HALVES) {
        for (int choice = 0; choice < 32; choice++) {
          blocks.add(
              new StoredBlock(
                  type,
                  (choice & 1) == 0 ? scale : scale | 0x8000,
                  (choice & 2) == 0 ? minimum : minimum | 0x8000,
                  all(layout.subScales(), (choice & 4) != 0),
                  all(layout.subMinimums(), (choice & 8) != 0),
                  all(layout.quants(), (choice & 16) != 0)));
        }
      }
    }

    assertReads(type, blocks);
  }

  private static int[] all(Numbers numbers, boolean ones) {
    int[] stored = new int[numbers.count()];
    Arrays.fill(stored, ones ? (1 << numbers.bits()) - 1 : 0);
    return stored;
  }

  private void assertReads(TensorType type, List<StoredBlock> blocks) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FloatBuffer expected = FloatBuffer.allocate(blocks.size() * type.blockLength());
    for (StoredBlock block : blocks) {
      bytes.writeBytes(block.bytes());
      expected.put(block.weights());
    }

    assertSameWeights(read(type, bytes.toByteArray()), expected.array());
  }

  /**
   * Bit for bit, but for zeros of either sign; what a scale that is not finite spoils need only be
   * seen to be spoilt.
   */
  private static void assertSameWeights(float[] actual, float[] expected) {
    float[] comparable = actual.clone();
    for (int i = 0; i < comparable.length; i++) {
      boolean spoilt = !Float.isFinite(expected[i]) && !Float.isFinite(actual[i]);
      if (spoilt || expected[i] == actual[i]) {
        comparable[i] = expected[i];
      }
    }
    Bits.assertSame(comparable, expected);
  }

  @Test
  void readsEveryFloat16() throws IOException {
    float[] expected = new float[1 << 16];
    for (int bits = 0; bits < expected.length; bits++) {
      expected[bits] = (float) Half.value(bits);
    }

    Bits.assertSame(read(TensorType.F16, everyShort()), expected);
  }

  @Test
  void readsEveryBfloat16() throws IOException {
    float[] expected = new float[1 << 16];
    for (int bits = 0; bits < expected.length; bits++) {
      expected[bits] = (float) bfloat16(bits);
    }

    Bits.assertSame(read(TensorType.BF16, everyShort()), expected);
  }

  /** A sign, 8 bits of exponent with bias 127, 7 of fraction. */
  private static double bfloat16(int bits) {
    int exponent = (bits >> 7) & 255;
    double fraction = (bits & 127) / 128.0;
    double magnitude;
    if (exponent == 255) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, -126);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - 127);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private static byte[] everyShort() {
    ByteBuffer bytes = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      bytes.putShort((short) bits);
    }
    return bytes.array();
  }

  @Test
  void readsFloat32() throws IOException {
    Random random = new Random(1);
    float[] expected = new float[4096];
    ByteBuffer bytes = ByteBuffer.allocate(4 * expected.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Float.intBitsToFloat(random.nextInt());
      bytes.putFloat(expected[i]);
    }

    Bits.assertSame(read(TensorType.F32, bytes.array()), expected);
  }

  @ParameterizedTest
  @EnumSource
  void readsARunOfRowsToAnyPlace(TensorType type) throws IOException {
    int columns = 256;
    byte[] bytes = RandomWeights.bytes(type, 6 * columns, 1, new Random(2));
    float[] all = read(type, bytes);
    try (GgufFile file = GgufFile.open(write(type, List.of((long) columns, 2L, 3L), bytes))) {
      WeightMatrix second = new WeightMatrix(file.tensor("weights"), 2, 2);
      assertThat(second.rows()).isEqualTo(2);
      assertThat(second.columns()).isEqualTo(columns);

      float[] target = new float[columns + 10];
      second.readRow(1, target, 7);

      float[] expected = new float[columns + 10];
      System.arraycopy(all, 3 * columns, expected, 7, columns);
      assertThat(target).isEqualTo(expected);
    }
  }

  @Test
  void refusesRowsThatATensorDoesNotHave() throws IOException {
    byte[] bytes = RandomWeights.bytes(TensorType.F32, 12, 1, new Random(3));
    try (GgufFile file = GgufFile.open(write(TensorType.F32, List.of(4L, 3L), bytes))) {
      assertThatThrownBy(() -> new WeightMatrix(file.tensor("weights"), 2, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot take rows 2 to 4 of tensor weights: it has 3.");
    }
  }

  /** Writes the bytes as one row of a tensor and reads that. */
  private float[] read(TensorType type, byte[] bytes) throws IOException {
    int count = bytes.length / type.blockBytes() * type.blockLength();
    try (GgufFile file = GgufFile.open(write(type, List.of((long) count), bytes))) {
      float[] weights = new float[count];
      new WeightMatrix(file.tensor("weights"), 0, 1).readRow(0, weights, 0);
      return weights;
    }
  }

  private Path write(TensorType type, List<Long> shape, byte[] bytes) throws IOException {
    Path path = folder.resolve("weights.gguf");
    new GgufWriter().tensor("weights", type, shape, bytes).write(path);
    return path;
  }
}
