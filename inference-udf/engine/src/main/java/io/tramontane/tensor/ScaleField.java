package io.tramontane.tensor;

/**
 * Where the quantized scales (or minimums) of a block's sub-blocks lie. The scale of sub-block s is
 * {@code ((low | high << lowBits) ^ flip) - zero}, with each part shifted down from its word.
 *
 * @param lowWord for each sub-block the word with the lower bits
 * @param lowShift by how many bits they stand above the word's lowest
 * @param lowBits how many they are
 * @param highWord likewise for the bits above them
 * @param highShift likewise
 * @param highBits how many they are; may be 0
 * @param flip bits that are stored inverted: the sign bit of a signed byte
 * @param zero what stands for 0
 */
public record ScaleField(
    int[] lowWord,
    int[] lowShift,
    int lowBits,
    int[] highWord,
    int[] highShift,
    int highBits,
    int flip,
    int zero) {

  /** The mask of the lower bits, shifted down. */
  public int lowMask() {
    return (1 << lowBits) - 1;
  }

  /** The mask of the upper bits, shifted down. */
  public int highMask() {
    return (1 << highBits) - 1;
  }
}
