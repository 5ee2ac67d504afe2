package io.tramontane.tokenizer;

import java.util.Arrays;

/** A binary min-heap of {@code long}s, without objects. */
final class LongHeap {
  private long[] values;
  private int size;

  LongHeap(int expectedSize) {
    values = new long[Math.max(16, expectedSize)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    int place = size++;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (values[parent] <= value) {
        break;
      }
      values[place] = values[parent];
      place = parent;
    }
    values[place] = value;
  }

  /** Takes the smallest value out of a heap that is not empty. */
  long poll() {
    final long smallest = values[0];
    long last = values[--size];
    int place = 0;
    for (int child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && values[child + 1] < values[child]) {
        child++;
      }
      if (last <= values[child]) {
        break;
      }
      values[place] = values[child];
      place = child;
    }
    values[place] = last;
    return smallest;
  }
}
