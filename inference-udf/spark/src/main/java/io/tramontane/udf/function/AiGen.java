package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Generate;
import io.tramontane.task.Task;
import java.util.List;
import org.apache.avro.Schema;

/** {@code ai_gen}: the model's answer to a prompt. */
public record AiGen() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_gen",
          List.of(Parameter.required("prompt", "string", "the whole instruction")),
          "string",
          "The model's answer to the prompt");

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
      return Schema.create(Schema.Type.STRING);
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      return new Generate(prompts.maxTokens(), Sampling.GREEDY, List.of(), prompts.chat());
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("output");
    }
  }
}
