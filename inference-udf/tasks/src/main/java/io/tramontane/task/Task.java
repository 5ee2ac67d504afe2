package io.tramontane.task;

import io.tramontane.evaluation.Evaluator;
import io.tramontane.prompt.DocumentPrompt;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * One thing to ask of a model about every document, from the question to the columns of the answer.
 * Immutable; travels to executors.
 *
 * <p>A task is one class: its {@link TaskFactory} reads its settings, and it says all else that the
 * jobs, the SQL functions and the evaluation want to know of it. None of them knows the classes of
 * single tasks.
 *
 * @param <T> what the model gives in answer, as {@link #answerFormat} reads it
 */
public interface Task<T> extends Serializable {
  /** Its name in configurations and result rows, such as {@code classify}. */
  String type();

  /** The question around the document. */
  DocumentPrompt prompt();

  /** How the answer is asked for and read. */
  AnswerFormat<T> answerFormat();

  /**
   * The result columns that are this task's own, each nullable, since a row that is an error has
   * none of them. An Avro record, whose name is not used; columns may be nested. A column {@code
   * output}, a string, is what {@code show} prints of a row; a column {@code scores}, records of
   * {@code label} and {@code probability}, says how probable that output is.
   */
  Schema columns();

  /**
   * The values of {@link #columns} for an answer.
   *
   * @throws UnusableAnswerException if the answer is none that this task can use
   */
  GenericRecord decode(T answer) throws UnusableAnswerException;

  /**
   * What of this task determines its rows, beside the model: by name, each value a string, a number
   * or a list of strings. Two tasks with equal parts give the same rows.
   */
  Map<String, ?> fingerprintParts();

  /** How its answers are evaluated beside the right ones; empty if they cannot be. */
  default Optional<Evaluator> evaluator() {
    return Optional.empty();
  }
}
