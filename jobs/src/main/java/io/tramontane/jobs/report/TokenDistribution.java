package io.tramontane.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How many documents have which number of tokens.
 *
 * @param documents how many documents, by their number of tokens
 */
record TokenDistribution(SortedMap<Integer, Long> documents) {
  private static final int MAX_BINS = 30;

  /** Documents of {@code from} to {@code to} tokens, both inclusive. */
  record Bin(int from, int to, long documents) {}

  long total() {
    return documents.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The smallest number of tokens that a share of the documents does not exceed.
   *
   * @param share in (0, 1]
   * @throws IllegalArgumentException if there are no documents
   */
  int quantile(double share) {
    double left = share * total();
    for (Map.Entry<Integer, Long> entry : documents.entrySet()) {
      left -= entry.getValue();
      if (left <= 0) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("There is no quantile " + share + " of no documents.");
  }

  /**
   * Bins of the same round width, without gaps, that cover all documents; none if there are none.
   */
  List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    if (documents.isEmpty()) {
      return bins;
    }
    int width = width();
    int first = Math.floorDiv(documents.firstKey(), width) * width;
    for (int from = first; from <= documents.lastKey(); from += width) {
      long inside =
          documents.subMap(from, from + width).values().stream().mapToLong(Long::longValue).sum();
      bins.add(new Bin(from, from + width - 1, inside));
    }
    return bins;
  }

  /** The smallest of 1, 2, 5, 10, 20, 50 and so on that needs no more bins than allowed. */
  private int width() {
    int span = documents.lastKey() - documents.firstKey() + 1;
    int power = 1;
    while (true) {
      for (int step : new int[] {power, 2 * power, 5 * power}) {
        // The first bin may begin before the first document, which leaves one fewer for the others.
        if (span <= (long) step * (MAX_BINS - 1)) {
          return step;
        }
      }
      power *= 10;
    }
  }
}
