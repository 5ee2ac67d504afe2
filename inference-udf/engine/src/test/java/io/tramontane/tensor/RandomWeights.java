package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/** Random weights of any format as a GGUF file stores them. */
public final class RandomWeights {
  private RandomWeights() {}

  /**
   * Weights around zero.
   *
   * @param count how many, a multiple of the format's block length
   * @param deviation the root of their mean square
   */
  public static byte[] bytes(TensorType type, int count, double deviation, RandomGenerator random) {
    ByteBuffer stored =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(count))).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i += type.blockLength()) {
      double weight = deviation * random.nextGaussian();
      switch (type) {
        case F32 -> stored.putFloat((float) weight);
        case F16 -> stored.putShort((short) Half.nearest(weight));
        case BF16 -> stored.putShort((short) (Float.floatToRawIntBits((float) weight) >> 16));
        default -> stored.put(StoredBlock.centred(type, deviation, random).bytes());
      }
    }
    return stored.array();
  }
}
