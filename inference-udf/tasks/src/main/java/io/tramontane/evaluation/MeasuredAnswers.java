package io.tramontane.evaluation;

import java.util.Optional;

/**
 * The answers of a run to all its documents, and those of the run that it is compared with, if
 * there is one. Documents are identified by their index, from 0. Thread-safe.
 */
public interface MeasuredAnswers {
  /** How good the run's answers are. Only for documents whose gold is usable. */
  Scores scores();

  /** How good the other run's answers are. Only for documents whose gold is usable. */
  Scores otherScores();

  /** Whether the run has an answer to a document. */
  boolean isAnswered(int document);

  /** Whether the other run has an answer to a document. */
  boolean isAnsweredByOther(int document);

  /** Whether both runs give the same answer to a document. Only where both have one. */
  boolean isSame(int document);

  /** How well each label is recognized, where answers are labels. */
  default Optional<ClassificationStats> classification(int[] documents) {
    return Optional.empty();
  }

  /** What the summaries are like, where answers are summaries. */
  default Optional<SummaryStats> summaries(int[] documents) {
    return Optional.empty();
  }

  /** Whether one run is right more often than the other, where answers are right or wrong. */
  default Optional<McNemarTest> mcnemar(int[] documents) {
    return Optional.empty();
  }
}
