package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.BlockLayout.Numbers;
import java.util.random.RandomGenerator;

/**
 * A quantized block with chosen numbers: its bytes as a file holds them, and the weights that ggml
 * defines them to be.
 *
 * @param scale the bits of the scale; of a format with fewer, the lowest count
 * @param minimum float16 bits; of no effect where the format has none
 * @param subScales as stored, unsigned; likewise the others
 */
record StoredBlock(
    TensorType type, int scale, int minimum, int[] subScales, int[] subMinimums, int[] quants) {

  /** Draws every number that a block can hold but the scale and minimum from all its values. */
  static StoredBlock random(TensorType type, int scale, int minimum, RandomGenerator random) {
    BlockLayout layout = BlockLayout.of(type);
    return new StoredBlock(
        type,
        scale,
        minimum,
        draw(layout.subScales(), random),
        draw(layout.subMinimums(), random),
        draw(layout.quants(), random));
  }

  /**
   * Draws a block whose weights lie evenly around zero.
   *
   * @param deviation the root of their mean square
   */
  static StoredBlock centred(TensorType type, double deviation, RandomGenerator random) {
    BlockLayout layout = BlockLayout.of(type);
    double centre = -layout.minimumSign() * ((1 << layout.quants().bits()) - 1) / 2.0;
    StoredBlock drawn = random(type, layout.scaleBits(1), Half.nearest(centre), random);
    StoredBlock unit = drawn.withSubMinimumsLikeSubScales();
    double squares = 0;
    for (float weight : unit.weights()) {
      squares += (double) weight * weight;
    }
    double factor = deviation / Math.sqrt(squares / type.blockLength());
    return new StoredBlock(
        type,
        layout.scaleBits(factor),
        Half.nearest(centre * factor),
        unit.subScales,
        unit.subMinimums,
        unit.quants);
  }

  private StoredBlock withSubMinimumsLikeSubScales() {
    return subMinimums.length == 0
        ? this
        : new StoredBlock(type, scale, minimum, subScales, subScales, quants);
  }

  private static int[] draw(Numbers numbers, RandomGenerator random) {
    return random.ints(numbers.count(), 0, 1 << numbers.bits()).toArray();
  }

  byte[] bytes() {
    BlockLayout layout = BlockLayout.of(type);
    byte[] block = new byte[type.blockBytes()];
    put(layout.scale(), new int[] {scale}, block);
    put(layout.minimum(), new int[] {minimum}, block);
    put(layout.subScales(), subScales, block);
    put(layout.subMinimums(), subMinimums, block);
    put(layout.quants(), quants, block);
    return block;
  }

  private static void put(Numbers numbers, int[] stored, byte[] block) {
    for (int index = 0; index < numbers.count(); index++) {
      for (int bit = 0; bit < numbers.bits(); bit++) {
        int place = numbers.place().of(index, bit);
        block[place / 8] |= (byte) (((stored[index] >> bit) & 1) << (place % 8));
      }
    }
  }

  /**
   * The weights by their formula. Double precision holds it exactly, whatever the numbers, so there
   * is one rounding, to float.
   */
  float[] weights() {
    BlockLayout layout = BlockLayout.of(type);
    float[] weights = new float[quants.length];
    for (int i = 0; i < weights.length; i++) {
      int sub = i * layout.subScales().count() / quants.length;
      double weight = layout.scaleValue(scale) * meaning(layout.subScales(), subScales, sub);
      weight *= meaning(layout.quants(), quants, i);
      if (layout.minimum().count() > 0) {
        double offset = Half.value(minimum) * meaning(layout.subMinimums(), subMinimums, sub);
        weight += layout.minimumSign() * offset;
      }
      weights[i] = (float) weight;
    }
    return weights;
  }

  /** What a stored number means; 1 where the format has none of the kind. */
  private static double meaning(Numbers numbers, int[] stored, int index) {
    return numbers.count() == 0 ? 1 : numbers.value().applyAsInt(stored[index]);
  }
}
