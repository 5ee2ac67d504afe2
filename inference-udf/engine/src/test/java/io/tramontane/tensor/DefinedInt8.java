package io.tramontane.tensor;

import io.tramontane.tensor.BlockLayout.Numbers;

/**
 * Products as {@link Int8Panels} defines them, element by element, of weights read by {@link
 * BlockLayout}.
 */
final class DefinedInt8 {
  private static final int BLOCK = 32;

  private DefinedInt8() {}

  /** The whole array of a product's output, gaps included. */
  static float[] product(Product product) {
    WeightMatrix weights = product.weights();
    Rows output = product.output();
    float[] expected = output.data().clone();
    for (int column = 0; column < weights.rows(); column++) {
      byte[] stored = new byte[Math.toIntExact(weights.format().bytes(weights.columns()))];
      weights.use(column, 1, (mapped, start) -> mapped.get(start, stored));
      for (int row = 0; row < output.count(); row++) {
        int from = product.input().start() + row * product.input().stride();
        expected[output.start() + row * output.stride() + column] =
            element(weights, stored, product.input().data(), from);
      }
    }
    return expected;
  }

  private static float element(WeightMatrix weights, byte[] stored, float[] input, int start) {
    WeightFormat format = weights.format();
    BlockLayout layout = BlockLayout.of(format.type());
    int subBlocks = Math.max(1, layout.subScales().count());
    int length = format.blockLength() / subBlocks;
    float element = 0;
    for (int k = 0; k < weights.columns(); k += length) {
      int block = k / format.blockLength() * 8 * format.type().blockBytes();
      int sub = k % format.blockLength() / length;
      int inputBlock = start + k / BLOCK * BLOCK;
      long dot = 0;
      long sum = 0;
      for (int i = 0; i < length; i++) {
        int integer = integer(input, inputBlock, start + k + i);
        dot +=
            (long) integer * meaning(layout.quants(), stored, block, k % format.blockLength() + i);
        sum += integer;
      }
      double scale = layout.scaleValue(bits(layout.scale(), stored, block, 0));
      float weightScale = (float) (scale * meaning(layout.subScales(), stored, block, sub));
      float inputScale = inputScale(input, inputBlock);
      element = Math.fma(weightScale * inputScale, (float) dot, element);
      if (layout.minimum().count() > 0) {
        double minimum = layout.minimumSign() * half(layout.minimum(), stored, block);
        minimum *= meaning(layout.subMinimums(), stored, block, sub);
        element = Math.fma((float) minimum, inputScale * (float) sum, element);
      }
    }
    return element;
  }

  private static float largest(float[] input, int start) {
    float largest = 0;
    for (int i = start; i < start + BLOCK; i++) {
      if (Float.isNaN(input[i])) {
        return Float.NaN;
      }
      largest = Math.max(largest, Math.abs(input[i]));
    }
    return largest;
  }

  private static float inputScale(float[] input, int start) {
    float largest = largest(input, start);
    if (!Float.isFinite(largest)) {
      return Float.NaN;
    }
    return largest < Math.scalb(1f, -100) ? 0 : largest / 127;
  }

  private static int integer(float[] input, int start, int index) {
    float largest = largest(input, start);
    if (!Float.isFinite(largest) || largest < Math.scalb(1f, -100)) {
      return 0;
    }
    float factor = 127 / largest;
    return (int) Math.rint(input[index] * factor);
  }

  private static double half(Numbers numbers, byte[] stored, int block) {
    return Half.value(bits(numbers, stored, block, 0));
  }

  /** What a stored number means; 1 where the format has none of the kind. */
  private static int meaning(Numbers numbers, byte[] stored, int block, int index) {
    return numbers.count() == 0
        ? 1
        : numbers.value().applyAsInt(bits(numbers, stored, block, index));
  }

  private static int bits(Numbers numbers, byte[] stored, int block, int index) {
    int bits = 0;
    for (int bit = 0; bit < numbers.bits(); bit++) {
      int place = block + numbers.place().of(index, bit);
      bits |= (stored[place / 8] >> place % 8 & 1) << bit;
    }
    return bits;
  }
}
