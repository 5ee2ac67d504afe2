package io.tramontane.evaluation;

import java.util.List;

/**
 * What summaries are like. ROUGE is of all documents, a missing summary scoring 0; the rest is of
 * those with a summary, and 0 if there are none.
 *
 * @param rouge1 means over documents
 * @param rouge2 likewise
 * @param rougeL likewise
 * @param histogram how many documents have a ROUGE-L F1 in each of 20 bins of equal width from 0 to
 *     1; a value on a border belongs to the upper bin
 * @param meanWords the mean length of a summary in words
 * @param medianWords the median length
 * @param coverage the mean share of a summary's words that are copied from the document; see {@link
 *     ExtractiveFragments}
 * @param density the mean length of the fragment that a word is copied with
 * @param repetition the mean share of a summary's four-word sequences that occurred in it before
 * @param empty summaries without a word
 * @param languageTold summaries of documents whose language is told, see {@link TextLanguage}
 * @param otherLanguage how many of these are in another language than their document
 */
public record SummaryStats(
    MeanOverlap rouge1,
    MeanOverlap rouge2,
    MeanOverlap rougeL,
    List<Integer> histogram,
    double meanWords,
    double medianWords,
    double coverage,
    double density,
    double repetition,
    int empty,
    int languageTold,
    int otherLanguage) {
  public SummaryStats {
    histogram = List.copyOf(histogram);
  }

  /** Means over documents of what {@link Overlap} is for one. */
  public record MeanOverlap(double precision, double recall, double f1) {}
}
