package io.tramontane.tensor;

import static io.tramontane.tensor.FloatFormats.halfAt;
import static io.tramontane.tensor.FloatFormats.intAt;

/**
 * Formats in blocks of 32 weights under one float16 scale: the low half-bytes hold weights 0 to 15,
 * the high ones 16 to 31; a fifth bit comes from a 32-bit mask in weight order.
 */
final class BlockFormats {
  /** The sixteen values of the non-linear 4-bit formats (ggml's {@code kvalues_iq4nl}). */
  static final float[] IQ4_VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private static final int BLOCK = 32;
  private static final int HALF = 16;

  private BlockFormats() {}

  static void q4WithScale(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 18) {
      float scale = halfAt(source, in);
      for (int i = 0; i < HALF; i++) {
        int pair = source[in + 2 + i];
        target[out + i] = scale * ((pair & 15) - 8);
        target[out + HALF + i] = scale * (((pair >> 4) & 15) - 8);
      }
    }
  }

  static void q4WithMinimum(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 20) {
      float scale = halfAt(source, in);
      float minimum = halfAt(source, in + 2);
      for (int i = 0; i < HALF; i++) {
        int pair = source[in + 4 + i];
        target[out + i] = scale * (pair & 15) + minimum;
        target[out + HALF + i] = scale * ((pair >> 4) & 15) + minimum;
      }
    }
  }

  static void q5WithScale(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 22) {
      float scale = halfAt(source, in);
      int fifthBits = intAt(source, in + 2);
      for (int i = 0; i < HALF; i++) {
        int pair = source[in + 6 + i];
        int low = (pair & 15) | ((fifthBits >>> i) & 1) << 4;
        int high = ((pair >> 4) & 15) | ((fifthBits >>> (HALF + i)) & 1) << 4;
        target[out + i] = scale * (low - 16);
        target[out + HALF + i] = scale * (high - 16);
      }
    }
  }

  static void q5WithMinimum(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 24) {
      float scale = halfAt(source, in);
      float minimum = halfAt(source, in + 2);
      int fifthBits = intAt(source, in + 4);
      for (int i = 0; i < HALF; i++) {
        int pair = source[in + 8 + i];
        int low = (pair & 15) | ((fifthBits >>> i) & 1) << 4;
        int high = ((pair >> 4) & 15) | ((fifthBits >>> (HALF + i)) & 1) << 4;
        target[out + i] = scale * low + minimum;
        target[out + HALF + i] = scale * high + minimum;
      }
    }
  }

  static void q8WithScale(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 34) {
      float scale = halfAt(source, in);
      for (int i = 0; i < BLOCK; i++) {
        target[out + i] = scale * source[in + 2 + i];
      }
    }
  }

  static void iq4(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += BLOCK, in += 18) {
      decodeIq4(source, in + 2, halfAt(source, in), target, out);
    }
  }

  /** Sixteen bytes at {@code in} to 32 weights at {@code out}. */
  static void decodeIq4(byte[] source, int in, float scale, float[] target, int out) {
    for (int i = 0; i < HALF; i++) {
      int pair = source[in + i];
      target[out + i] = scale * IQ4_VALUES[pair & 15];
      target[out + HALF + i] = scale * IQ4_VALUES[(pair >> 4) & 15];
    }
  }
}
