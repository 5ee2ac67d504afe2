/* Products in vectors of 256 bits, with the instructions of AVX2, FMA and F16C. */
#include "avx2_vectors.h"

#define LEVEL avx2

/*
 * Pairs of products are added in 16 bits, which must not overflow: values of up to 6 bits cannot,
 * wider ones are taken signed, so that their magnitude has 7 bits (or is 128, which cannot either,
 * since no activation is below -127).
 */
#define WIDE_VALUES_ARE_SIGNED 1

static inline ints dot(ints sum, ints weights, ints activations, int wide) {
  ints pairs = wide ? _mm256_maddubs_epi16(_mm256_abs_epi8(weights),
                                           _mm256_sign_epi8(activations, weights))
                    : _mm256_maddubs_epi16(weights, activations);
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

#include "product.inc"
