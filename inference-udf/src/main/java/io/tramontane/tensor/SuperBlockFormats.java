package io.tramontane.tensor;

import static io.tramontane.tensor.FloatFormats.halfAt;
import static io.tramontane.tensor.FloatFormats.shortAt;

/**
 * Formats in super-blocks of 256 weights, made of sub-blocks of 16 or 32 with quantized scales of
 * their own under one float16 scale (the "k-quants", and IQ4_XS).
 */
final class SuperBlockFormats {
  private static final int SUPER_BLOCK = 256;

  private SuperBlockFormats() {}

  /** 16 bytes of scale and minimum (4 bits each), 64 of 2-bit values, scale, minimum. */
  static void q2(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 84) {
      float scale = halfAt(source, in + 80);
      float minimum = halfAt(source, in + 82);
      for (int sub = 0; sub < 16; sub++) {
        int packed = source[in + sub];
        float subScale = scale * (packed & 15);
        float subMinimum = minimum * ((packed >> 4) & 15);
        int values = in + 16 + sub / 8 * 32 + sub % 2 * 16;
        int shift = sub % 8 / 2 * 2;
        for (int i = 0; i < 16; i++) {
          target[out + 16 * sub + i] = subScale * ((source[values + i] >> shift) & 3) - subMinimum;
        }
      }
    }
  }

  /** 32 bytes of third bits, 64 of 2-bit values, 12 of 6-bit scales, scale. */
  static void q3(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 110) {
      float scale = halfAt(source, in + 108);
      for (int sub = 0; sub < 16; sub++) {
        float subScale = scale * (q3SubScale(source, in + 96, sub) - 32);
        int thirdBits = in + sub % 2 * 16;
        int values = in + 32 + sub / 8 * 32 + sub % 2 * 16;
        int shift = sub % 8 / 2 * 2;
        int thirdBit = sub / 2;
        for (int i = 0; i < 16; i++) {
          int value = (source[values + i] >> shift) & 3;
          int third = (source[thirdBits + i] >> thirdBit) & 1;
          target[out + 16 * sub + i] = subScale * (value + 4 * third - 4);
        }
      }
    }
  }

  /**
   * Low 4 bits of 16 scales in 8 bytes (0-7 low halves, 8-15 high halves); high 2 bits in 4 bytes.
   */
  private static int q3SubScale(byte[] source, int scales, int sub) {
    int low = (source[scales + sub % 8] >> (sub / 8 * 4)) & 15;
    int high = (source[scales + 8 + sub % 4] >> (sub / 4 * 2)) & 3;
    return low | high << 4;
  }

  /** Scale, minimum, 12 bytes of 6-bit scales and minimums, 128 of 4-bit values. */
  static void q4(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 144) {
      float scale = halfAt(source, in);
      float minimum = halfAt(source, in + 2);
      for (int sub = 0; sub < 8; sub++) {
        float subScale = scale * subScale(source, in + 4, sub);
        float subMinimum = minimum * subMinimum(source, in + 4, sub);
        int values = in + 16 + sub / 2 * 32;
        int shift = sub % 2 * 4;
        for (int i = 0; i < 32; i++) {
          target[out + 32 * sub + i] = subScale * ((source[values + i] >> shift) & 15) - subMinimum;
        }
      }
    }
  }

  /** As {@link #q4}, with 32 bytes of fifth bits in front of the values. */
  static void q5(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 176) {
      float scale = halfAt(source, in);
      float minimum = halfAt(source, in + 2);
      for (int sub = 0; sub < 8; sub++) {
        float subScale = scale * subScale(source, in + 4, sub);
        float subMinimum = minimum * subMinimum(source, in + 4, sub);
        int fifthBits = in + 16;
        int values = in + 48 + sub / 2 * 32;
        int shift = sub % 2 * 4;
        for (int i = 0; i < 32; i++) {
          int low = (source[values + i] >> shift) & 15;
          int fifth = (source[fifthBits + i] >> sub) & 1;
          target[out + 32 * sub + i] = subScale * (low + 16 * fifth) - subMinimum;
        }
      }
    }
  }

  /** The 6-bit scale of a sub-block: 0-3 in bytes 0-3, 4-7 in bytes 8-11 and the top of 0-3. */
  private static int subScale(byte[] source, int scales, int sub) {
    return sub < 4
        ? source[scales + sub] & 63
        : (source[scales + sub + 4] & 15) | ((source[scales + sub - 4] >> 6) & 3) << 4;
  }

  /** The 6-bit minimum of a sub-block: 0-3 in bytes 4-7, 4-7 in bytes 8-11 and the top of 4-7. */
  private static int subMinimum(byte[] source, int scales, int sub) {
    return sub < 4
        ? source[scales + sub + 4] & 63
        : ((source[scales + sub + 4] >> 4) & 15) | ((source[scales + sub] >> 6) & 3) << 4;
  }

  /** 128 bytes of low 4 bits, 64 of high 2 bits, 16 of 8-bit scales, scale. */
  static void q6(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 210) {
      float scale = halfAt(source, in + 208);
      for (int sub = 0; sub < 16; sub++) {
        float subScale = scale * source[in + 192 + sub];
        int half = sub / 8;
        int quarter = sub % 8 / 2;
        int lowBits = in + half * 64 + quarter % 2 * 32 + sub % 2 * 16;
        int lowShift = quarter / 2 * 4;
        int highBits = in + 128 + half * 32 + sub % 2 * 16;
        int highShift = quarter * 2;
        for (int i = 0; i < 16; i++) {
          int low = (source[lowBits + i] >> lowShift) & 15;
          int high = (source[highBits + i] >> highShift) & 3;
          target[out + 16 * sub + i] = subScale * ((low | high << 4) - 32);
        }
      }
    }
  }

  /** Scale, 2 bytes of high and 4 of low scale bits, 128 of 4-bit indices. */
  static void iq4(byte[] source, int start, float[] target, int offset, int count) {
    int in = start;
    for (int out = offset; out < offset + count; out += SUPER_BLOCK, in += 136) {
      float scale = halfAt(source, in);
      int highBits = shortAt(source, in + 2);
      for (int sub = 0; sub < 8; sub++) {
        int low = (source[in + 4 + sub / 2] >> (sub % 2 * 4)) & 15;
        int high = (highBits >> (2 * sub)) & 3;
        float subScale = scale * ((low | high << 4) - 32);
        BlockFormats.decodeIq4(source, in + 8 + 16 * sub, subScale, target, out + 32 * sub);
      }
    }
  }
}
