/* Vectors of 256 bits, of AVX2, FMA and F16C, for the levels that differ in their dot product. */
#include <immintrin.h>
#include <stdint.h>

#define LANES 8
#define INT8_ROWS 2
#define INT8_VECTORS 2
#define FLOAT_ROWS 6
#define FLOAT_VECTORS 2

typedef __m256i ints;
typedef __m256 floats;

#define load_ints(from) _mm256_loadu_si256((const __m256i *)(from))
#define store_ints(to, v) _mm256_storeu_si256((__m256i *)(to), v)
#define all_ints(value) _mm256_set1_epi32(value)
#define and_ints(a, b) _mm256_and_si256(a, b)
#define or_ints(a, b) _mm256_or_si256(a, b)
#define xor_ints(a, b) _mm256_xor_si256(a, b)
#define add_ints(a, b) _mm256_add_epi32(a, b)
#define subtract_ints(a, b) _mm256_sub_epi32(a, b)
#define multiply_ints(a, b) _mm256_mullo_epi32(a, b)
#define larger_ints(a, b) _mm256_max_epi32(a, b)
#define shift_left(v, count) _mm256_sllv_epi32(v, all_ints(count))
#define shift_right(v, count) _mm256_srlv_epi32(v, all_ints(count))
#define interleave_low_32(a, b) _mm256_unpacklo_epi32(a, b)
#define interleave_high_32(a, b) _mm256_unpackhi_epi32(a, b)
#define interleave_low_64(a, b) _mm256_unpacklo_epi64(a, b)
#define interleave_high_64(a, b) _mm256_unpackhi_epi64(a, b)
#define look_up_bytes(table, index) _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), index)
#define load_floats(from) _mm256_loadu_ps(from)
#define store_floats(to, v) _mm256_storeu_ps(to, v)
#define all_floats(value) _mm256_set1_ps(value)
#define multiply(a, b) _mm256_mul_ps(a, b)
#define fused(a, b, c) _mm256_fmadd_ps(a, b, c)
#define to_floats(v) _mm256_cvtepi32_ps(v)
#define to_nearest_ints(v) _mm256_cvtps_epi32(v)
#define as_ints(v) _mm256_castps_si256(v)
#define floats_of_bits(v) _mm256_castsi256_ps(v)

static inline int32_t largest_int(ints v) {
  __m128i m = _mm_max_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
  return _mm_cvtsi128_si32(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1)));
}

static inline int32_t sum_of_ints(ints v) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

/* 16-bit floats in the lower halves of 32-bit lanes. */
static inline floats halves_to_floats(ints v) {
  __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(v, v), 0xd8);
  return _mm256_cvtph_ps(_mm256_castsi256_si128(packed));
}

/* Lane l of 128 bits holds 16 bytes of row 4 l. */
static inline ints load_rows_of_16(const uint8_t *from, int64_t stride) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)from)),
      _mm_loadu_si128((const __m128i *)(from + 4 * stride)), 1);
}

static inline __m128i word_of_4_rows(const uint8_t *from, int64_t stride);

/* A word of each row. */
static inline ints load_words(const uint8_t *from, int64_t stride) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(word_of_4_rows(from, stride)),
                                 word_of_4_rows(from + 4 * stride, stride), 1);
}

static inline void store_as_bytes(int8_t *to, ints v) {
  __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  _mm_storel_epi64((__m128i *)to, _mm_packs_epi16(words, words));
}
