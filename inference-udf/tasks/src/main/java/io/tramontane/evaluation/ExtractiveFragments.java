package io.tramontane.evaluation;

import java.util.List;

/**
 * How much of a summary is copied from its document: the extractive fragments of Grusky, Naaman and
 * Artzi 2018 ("Newsroom: A Dataset of 1.3 Million Summaries with Diverse Extractive Strategies",
 * section 4), found greedily from the summary's first word on; each is the longest run of words
 * that also occurs in the document.
 *
 * @param coverage the share of the summary's words that are in a fragment, in 0 to 1
 * @param density the mean, over the summary's words, of the length in words of the fragment that
 *     the word is in; at least 0, and at most the summary's length
 */
public record ExtractiveFragments(double coverage, double density) {
  /** The fragments of a summary. Takes time proportional to the product of both lengths. */
  public static ExtractiveFragments of(List<String> summary, List<String> document) {
    long covered = 0;
    long squares = 0;
    int from = 0;
    while (from < summary.size()) {
      int length = longestFragment(summary, from, document);
      covered += length;
      squares += (long) length * length;
      from += Math.max(length, 1);
    }
    int words = Math.max(summary.size(), 1);
    return new ExtractiveFragments((double) covered / words, (double) squares / words);
  }

  private static int longestFragment(List<String> summary, int from, List<String> document) {
    int longest = 0;
    int at = 0;
    while (at < document.size()) {
      int length = commonLength(summary, from, document, at);
      longest = Math.max(longest, length);
      // As published: the search continues after a match, not within it.
      at += Math.max(length, 1);
    }
    return longest;
  }

  private static int commonLength(List<String> summary, int from, List<String> document, int at) {
    int max = Math.min(summary.size() - from, document.size() - at);
    int length = 0;
    while (length < max && summary.get(from + length).equals(document.get(at + length))) {
      length++;
    }
    return length;
  }
}
