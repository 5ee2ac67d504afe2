package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Texts;
import io.tramontane.task.Task;
import java.io.Serializable;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A call of a {@link SqlFunction}, with the values of its constant arguments. Immutable; travels to
 * executors.
 *
 * <p>Results are described and given as Avro has them, like the columns of tasks; {@code
 * udf.catalyst} makes Spark's types and values of both.
 */
public interface BoundFunction extends Serializable {
  /** The type of the result, which may also be null. It may depend on the arguments. */
  Schema result();

  /**
   * Which arguments are the texts, at least one. Where one of them is NULL, so is the result, and
   * the model is not asked.
   */
  default List<Integer> textArguments() {
    return List.of(0);
  }

  /**
   * What the task is asked about.
   *
   * @param values the texts of one row, in the order of {@link #textArguments}
   */
  default Texts texts(List<String> values) {
    return Texts.of(values.get(0));
  }

  /** What is asked of the model. */
  Task<?> task(FunctionSettings.Prompts prompts);

  /** The result of an answer to the task: a value of the type {@link #result}. */
  @Nullable Object decode(Answer answer);

  /** The result where there is no answer, and the query is to go on. */
  default @Nullable Object decode(Failure failure) {
    return null;
  }
}
