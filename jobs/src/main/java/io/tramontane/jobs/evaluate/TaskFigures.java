package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.Scores;
import io.tramontane.jobs.report.Evaluation.Classification;
import io.tramontane.jobs.report.Evaluation.McNemar;
import io.tramontane.jobs.report.Evaluation.Summaries;
import org.jspecify.annotations.Nullable;

/** What is particular to a task in an evaluation. Documents are known by their index. */
interface TaskFigures {
  /** How well the run did. */
  Scores scores();

  /** How well the run did that it is compared with. */
  Scores otherScores();

  /** Whether the run has an answer to a document. */
  boolean isAnswered(int document);

  /** Whether the other run has one. */
  boolean isAnsweredByOther(int document);

  /** Whether both answers to a document are the same. */
  boolean isSame(int document);

  /** More figures about labels; null if the task is another. */
  default @Nullable Classification classification(int[] evaluated) {
    return null;
  }

  /** More figures about summaries; null if the task is another. */
  default @Nullable Summaries summaries(int[] evaluated) {
    return null;
  }

  /** Which run is right more often; null if the task is not to classify. */
  default @Nullable McNemar mcnemar(int[] evaluated) {
    return null;
  }
}
