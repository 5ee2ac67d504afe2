/*
 * How many operations a second one thread does with AVX-512 VNNI on registers: the peak that int8 products are held
 * against. Two operations for each multiplication.
 *
 *   cc -O2 -mavx512f -mavx512vnni benchmarks/vnni-peak.c -o /tmp/vnni-peak && /tmp/vnni-peak
 */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

#define CHAINS 12
#define TURNS 100000000L

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(void) {
  __m512i sums[CHAINS];
  __m512i operand = _mm512_set1_epi8(1);
  for (int chain = 0; chain < CHAINS; chain++) {
    sums[chain] = _mm512_setzero_si512();
  }
  double best = 0;
  for (int run = 0; run < 5; run++) {
    double start = seconds();
    for (long turn = 0; turn < TURNS / CHAINS; turn++) {
      for (int chain = 0; chain < CHAINS; chain++) {
        /* The compiler must neither leave a product out nor join two. */
        __asm__ volatile("vpdpbusd %1, %1, %0" : "+v"(sums[chain]) : "v"(operand));
      }
    }
    double rate = 2.0 * 64 * (double)(TURNS / CHAINS * CHAINS) / (seconds() - start);
    best = rate > best ? rate : best;
  }
  printf("%.1f GOPS\n", best / 1e9);
  return 0;
}
