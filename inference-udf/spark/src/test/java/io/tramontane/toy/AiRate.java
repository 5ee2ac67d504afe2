package io.tramontane.toy;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Task;
import io.tramontane.udf.function.Arguments;
import io.tramontane.udf.function.BoundFunction;
import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.function.Parameter;
import io.tramontane.udf.function.Signature;
import io.tramontane.udf.function.SqlFunction;
import io.tramontane.udf.function.WrongArgumentException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * {@code ai_rate}: {@link Rate} in SQL. A function that the product does not have, made of this
 * class and a line in {@code META-INF/services}.
 */
public record AiRate() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_rate",
          List.of(
              Parameter.required("content", "string", "the text"),
              Parameter.optional("stars", "int", "5", "the highest rating, 2 to 9")),
          "struct<stars:int,probability:double,mean:double>",
          "How useful the content is");

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public BoundFunction bind(Arguments arguments) throws WrongArgumentException {
    int stars = arguments.wholeNumber(1, 2, 9, 5);
    String template = "How useful is this document, from 1 to {stars}?\n{text}\nAnswer:";
    return new Bound(
        new Rate(
            new DocumentPrompt(
                template, Map.of("stars", String.valueOf(stars)), Truncation.HEAD, null),
            stars));
  }

  private record Bound(Rate rate) implements BoundFunction {
    @Override
    public Schema result() {
      return rate.columns().getField("rating").schema();
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      return rate;
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("rating");
    }
  }
}
