/*
 * Products of quantized weights: what a level of instructions has to offer, and its operands.
 *
 * All sizes are checked by the caller, in Java. Nothing here allocates or keeps anything.
 */
#ifndef TRAMONTANE_PRODUCT_H
#define TRAMONTANE_PRODUCT_H

#include <stdint.h>

/* Rows of weights that are multiplied together. */
#define PANEL_ROWS 64

/* The most columns that are decoded at a time: the longest block of any format. */
#define RUN 256

/* Activations under one scale. */
#define BLOCK 32

/* Activations under one sum, the shortest sub-block of weights. */
#define SUM 16

/* Weights whose values stand in one 32-bit word. */
#define QUAD 4

#define MOST_WORDS 56
#define MOST_LOW_WORDS 32
#define MOST_PLACES 4
#define MOST_QUADS (RUN / QUAD)
#define MOST_SUB_BLOCKS (RUN / SUM)

/* Where a block's quantized scales, or minimums, lie; as ScaleField in Java. */
struct scale_field {
  int32_t low_word[MOST_SUB_BLOCKS];
  int32_t low_shift[MOST_SUB_BLOCKS];
  int32_t low_mask;
  int32_t low_bits;
  int32_t high_word[MOST_SUB_BLOCKS];
  int32_t high_shift[MOST_SUB_BLOCKS];
  int32_t high_mask;
  int32_t flip;
  int32_t zero;
};

/* Where the lower, or only, bits of a block's values lie: side by side in each of many words. */
struct low_field {
  int32_t bits;
  int32_t first_word;
  int32_t words;
  /* Which quad's bits stand at each place of each word, the lowest first. */
  int32_t quad[MOST_LOW_WORDS][MOST_PLACES];
};

/* Where the bits above them lie; as BitField in Java. */
struct high_field {
  int32_t word[MOST_QUADS];
  int32_t shift[MOST_QUADS];
  int32_t mask;
};

/* How weights are stored; as WeightFormat in Java, which lays this out. */
struct format {
  int32_t block_length;
  int32_t block_bytes;
  int32_t sub_block_length;
  int32_t value_words;
  int32_t header_words;
  int32_t byte[MOST_WORDS];
  int32_t has_fifth_bits_apart;
  int32_t flip;
  int32_t has_table;
  /* What values stand for by their four bits, plus the zero. */
  uint8_t table[16];
  int32_t zero;
  struct low_field low;
  int32_t has_high;
  struct high_field high;
  int32_t scale_word;
  int32_t scale_shift;
  int32_t scale_is_exponent;
  int32_t has_minimum;
  int32_t minimum_word;
  int32_t minimum_shift;
  int32_t has_sub_scale;
  struct scale_field sub_scale;
  int32_t has_sub_minimum;
  struct scale_field sub_minimum;
};

/* Consecutive rows of a matrix of weights, at most PANEL_ROWS, as they are stored. */
struct weights {
  const struct format *format;
  const uint8_t *first;
  int64_t row_bytes;
  int32_t rows;
  int32_t columns;
};

/* Quantized activations: row after row of `columns` values, of scales and of sums. */
struct activations {
  const int8_t *values;
  const float *scales;
  const int32_t *sums;
};

/* The room that a product needs beside its operands, aligned to 64 bytes. */
struct scratch {
  union {
    uint8_t bytes[RUN * PANEL_ROWS];
    float floats[RUN * PANEL_ROWS];
  } values;
  float scales[MOST_SUB_BLOCKS * PANEL_ROWS];
  float minimums[MOST_SUB_BLOCKS * PANEL_ROWS];
};

/* The same results to the bit, whatever the level. */
struct level {
  /* Quantizes consecutive activations, a multiple of BLOCK. */
  void (*quantize)(const float *from, int32_t count, int8_t *values, float *scales, int32_t *sums);

  /* output[row][PANEL_ROWS] = activations · weightsᵀ in int8 arithmetic. */
  void (*multiply_int8)(const struct weights *weights, const struct activations *activations,
                        int32_t rows, float *output, struct scratch *scratch);

  /* The same of float activations, `columns` a row, in float32 arithmetic. */
  void (*multiply_float32)(const struct weights *weights, const float *activations, int32_t rows,
                           float *output, struct scratch *scratch);
};

extern const struct level avx512vnni;
extern const struct level avxvnni;
extern const struct level avx2;

#endif
