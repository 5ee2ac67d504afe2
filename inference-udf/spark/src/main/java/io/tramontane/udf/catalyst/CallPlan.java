package io.tramontane.udf.catalyst;

import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Texts;
import io.tramontane.task.ErrorKind;
import io.tramontane.task.Task;
import io.tramontane.udf.function.BoundFunction;
import io.tramontane.udf.function.FunctionSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A call as it travels to executors.
 *
 * @param function its name
 * @param firstText where its texts begin among those of all calls of a row
 */
record CallPlan(String function, Task<?> task, BoundFunction bound, int firstText)
    implements Serializable {
  /** What the calls of an operator become, with their texts one behind the other. */
  static List<CallPlan> of(List<ModelCall> calls, FunctionSettings.Prompts prompts) {
    List<CallPlan> plans = new ArrayList<>();
    int texts = 0;
    for (ModelCall call : calls) {
      BoundFunction bound = call.bound();
      plans.add(new CallPlan(call.name(), bound.task(prompts), bound, texts));
      texts += bound.textArguments().size();
    }
    return plans;
  }

  /** The texts of the calls, in the order that {@link #of} gives them. */
  static List<Expression> texts(List<ModelCall> calls) {
    return calls.stream().flatMap(call -> call.texts().stream()).toList();
  }

  /**
   * What a row gives this call to ask about.
   *
   * @param texts empty where it is not asked
   * @param unasked the outcome then
   */
  record Asked(Optional<Texts> texts, Outcome unasked) {
    private static Asked not(Outcome unasked) {
      return new Asked(Optional.empty(), unasked);
    }
  }

  /**
   * What the call is asked about.
   *
   * @param row the texts of all calls
   */
  Asked asked(InternalRow row) {
    List<String> values = new ArrayList<>();
    boolean valid = true;
    for (int text = 0; text < bound.textArguments().size(); text++) {
      if (row.isNullAt(firstText + text)) {
        return Asked.not(new NotAsked());
      }
      UTF8String value = row.getUTF8String(firstText + text);
      valid &= value.isValid();
      values.add(value.toString());
    }
    // As a Java string it would be another text.
    return valid
        ? new Asked(Optional.of(bound.texts(values)), new NotAsked())
        : Asked.not(
            new Failure(
                ErrorKind.INVALID_UTF8,
                "Cannot ask about a text: it is not valid UTF-8. Leave such rows out."));
  }

  /** The result of an answer, as Spark holds it. */
  @Nullable Object value(Answer answer) {
    return AvroValues.value(bound.result(), bound.decode(answer));
  }

  /** The result where there is no answer, as Spark holds it. */
  @Nullable Object value(Failure failure) {
    return AvroValues.value(bound.result(), bound.decode(failure));
  }
}
