package io.tramontane.evaluation;

import java.io.Serializable;
import java.util.Optional;

/**
 * How a task's answers are evaluated. A task without an evaluator can be run, but not evaluated.
 *
 * <p>An evaluation has two steps. Where the documents are, on as many machines as hold them, {@link
 * #measure} turns each document into a few numbers. In one place, {@link #answers} receives the
 * numbers of all documents and computes metrics for any selection of them. So memory in that place
 * does not depend on the length of documents and answers.
 *
 * <p>Implementations are immutable.
 */
public interface Evaluator extends Serializable {
  /**
   * Where a result row has its answer: a Spark SQL expression of type string over the row's
   * columns. Null where the row is an error.
   */
  default String outputExpression() {
    return "output";
  }

  /**
   * Where a result row has the probability of its answer: a Spark SQL expression of type double
   * over the row's columns. Null where there is none, as in generated text.
   */
  default String probabilityExpression() {
    return "cast(null AS double)";
  }

  /** Whether a document with this gold can be evaluated. */
  GoldStatus goldStatus(String gold);

  /** How many numbers {@link #measure} returns. */
  int measurements();

  /** A document as numbers, the same for the same document wherever they are computed. */
  double[] measure(EvaluatedDocument document);

  /**
   * The answers to all documents.
   *
   * @param columns for each number of {@link #measure}, in that order, its value for each document;
   *     not copied
   */
  MeasuredAnswers answers(double[][] columns);

  /**
   * Why answers cannot be compared with those of another run of the same task; empty if they can.
   *
   * @param other the other run's evaluator, of this class
   * @return cause and remedy, as the end of a message: {@code one has the labels [a, b], the other
   *     [a, c]. Give a run of the same labels.}
   */
  default Optional<String> incompatibility(Evaluator other) {
    return Optional.empty();
  }
}
