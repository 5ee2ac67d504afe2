package io.tramontane.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much a text repeats itself. */
public final class Repetition {
  private static final int N = 4;

  private Repetition() {}

  /**
   * The share of a text's four-word sequences that occurred in it before: seq-rep-4 of Welleck et
   * al. 2020 ("Neural Text Generation with Unlikelihood Training"). In 0 to 1; 0 for fewer than
   * four words.
   */
  public static double of(List<String> words) {
    int all = words.size() - N + 1;
    if (all <= 0) {
      return 0;
    }
    Set<List<String>> different = new HashSet<>();
    for (int i = 0; i < all; i++) {
      different.add(words.subList(i, i + N));
    }
    return 1 - (double) different.size() / all;
  }
}
