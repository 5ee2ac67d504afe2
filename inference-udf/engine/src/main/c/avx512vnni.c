/* Products in vectors of 512 bits, with the instructions of AVX-512 F, BW and VNNI. */
#include <immintrin.h>
#include <stdint.h>

#define LEVEL avx512vnni
#define LANES 16
#define INT8_ROWS 3
#define INT8_VECTORS 4
#define FLOAT_ROWS 6
#define FLOAT_VECTORS 4

typedef __m512i ints;
typedef __m512 floats;

#define load_ints(from) _mm512_loadu_si512(from)
#define store_ints(to, v) _mm512_storeu_si512(to, v)
#define all_ints(value) _mm512_set1_epi32(value)
#define and_ints(a, b) _mm512_and_si512(a, b)
#define or_ints(a, b) _mm512_or_si512(a, b)
#define xor_ints(a, b) _mm512_xor_si512(a, b)
#define add_ints(a, b) _mm512_add_epi32(a, b)
#define subtract_ints(a, b) _mm512_sub_epi32(a, b)
#define multiply_ints(a, b) _mm512_mullo_epi32(a, b)
#define larger_ints(a, b) _mm512_max_epi32(a, b)
#define shift_left(v, count) _mm512_sllv_epi32(v, all_ints(count))
#define shift_right(v, count) _mm512_srlv_epi32(v, all_ints(count))
#define interleave_low_32(a, b) _mm512_unpacklo_epi32(a, b)
#define interleave_high_32(a, b) _mm512_unpackhi_epi32(a, b)
#define interleave_low_64(a, b) _mm512_unpacklo_epi64(a, b)
#define interleave_high_64(a, b) _mm512_unpackhi_epi64(a, b)
#define look_up_bytes(table, index) _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), index)
#define load_floats(from) _mm512_loadu_ps(from)
#define store_floats(to, v) _mm512_storeu_ps(to, v)
#define all_floats(value) _mm512_set1_ps(value)
#define multiply(a, b) _mm512_mul_ps(a, b)
#define fused(a, b, c) _mm512_fmadd_ps(a, b, c)
#define to_floats(v) _mm512_cvtepi32_ps(v)
#define to_nearest_ints(v) _mm512_cvtps_epi32(v)
#define as_ints(v) _mm512_castps_si512(v)
#define floats_of_bits(v) _mm512_castsi512_ps(v)
#define largest_int(v) _mm512_reduce_max_epi32(v)
#define sum_of_ints(v) _mm512_reduce_add_epi32(v)

/* 16-bit floats in the lower halves of 32-bit lanes. */
static inline floats halves_to_floats(ints v) {
  return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(v));
}

/* Lane l of 128 bits holds 16 bytes of row 4 l. */
static inline ints load_rows_of_16(const uint8_t *from, int64_t stride) {
  ints v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)from));
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(from + 4 * stride)), 1);
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(from + 8 * stride)), 2);
  return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(from + 12 * stride)), 3);
}

static inline __m128i word_of_4_rows(const uint8_t *from, int64_t stride);

/* A word of each row. */
static inline ints load_words(const uint8_t *from, int64_t stride) {
  ints v = _mm512_castsi128_si512(word_of_4_rows(from, stride));
  v = _mm512_inserti32x4(v, word_of_4_rows(from + 4 * stride, stride), 1);
  v = _mm512_inserti32x4(v, word_of_4_rows(from + 8 * stride, stride), 2);
  return _mm512_inserti32x4(v, word_of_4_rows(from + 12 * stride, stride), 3);
}

static inline void store_as_bytes(int8_t *to, ints v) {
  _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8(v));
}

/* Unsigned bytes of any size are multiplied without saturation. */
#define WIDE_VALUES_ARE_SIGNED 0
#define dot(sum, weights, activations, wide) _mm512_dpbusd_epi32(sum, weights, activations)

#include "product.inc"
