/* Products in vectors of 256 bits, with the instructions of AVX2, FMA, F16C and AVX-VNNI. */
#include "avx2_vectors.h"

#define LEVEL avxvnni

/* Unsigned bytes of any size are multiplied without saturation. */
#define WIDE_VALUES_ARE_SIGNED 0
#define dot(sum, weights, activations, wide) _mm256_dpbusd_avx_epi32(sum, weights, activations)

#include "product.inc"
