package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.task.CountTokens;
import io.tramontane.task.Task;
import java.util.List;
import org.apache.avro.Schema;

/** {@code ai_count_tokens}: how many tokens a text has. */
public record AiCountTokens() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_count_tokens",
          List.of(Parameter.required("content", "string", "the text")),
          "int",
          "How many tokens the content has for the model");

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public BoundFunction bind(Arguments arguments) {
    return new Bound();
  }

  private record Bound() implements BoundFunction {
    @Override
    public Schema result() {
      return Schema.create(Schema.Type.INT);
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      return new CountTokens();
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("tokens");
    }
  }
}
