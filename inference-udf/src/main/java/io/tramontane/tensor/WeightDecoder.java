package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;

/**
 * Turns stored weights into float32.
 *
 * <p>The layouts are those of ggml (github.com/ggml-org/ggml, {@code ggml-common.h} and {@code
 * ggml-quants.c}). Every product of a block's scale, its sub-scale and a quantized value fits
 * float32's 24 bits, so decoding is exact up to the one rounding of the minimum's subtraction, and
 * independent of how it is written. Stateless and thread-safe.
 */
@FunctionalInterface
interface WeightDecoder {
  /**
   * Decodes whole blocks.
   *
   * @param source the stored blocks, from {@code start}
   * @param target receives the weights, from {@code offset}
   * @param count how many weights, a multiple of the format's block length
   */
  void decode(byte[] source, int start, float[] target, int offset, int count);

  /** The decoder of a format. */
  static WeightDecoder of(TensorType type) {
    return switch (type) {
      case F32 -> FloatFormats::float32;
      case F16 -> FloatFormats::float16;
      case BF16 -> FloatFormats::bfloat16;
      case Q4_0 -> BlockFormats::q4WithScale;
      case Q4_1 -> BlockFormats::q4WithMinimum;
      case Q5_0 -> BlockFormats::q5WithScale;
      case Q5_1 -> BlockFormats::q5WithMinimum;
      case Q8_0 -> BlockFormats::q8WithScale;
      case IQ4_NL -> BlockFormats::iq4;
      case Q2_K -> SuperBlockFormats::q2;
      case Q3_K -> SuperBlockFormats::q3;
      case Q4_K -> SuperBlockFormats::q4;
      case Q5_K -> SuperBlockFormats::q5;
      case Q6_K -> SuperBlockFormats::q6;
      case IQ4_XS -> SuperBlockFormats::iq4;
    };
  }
}
