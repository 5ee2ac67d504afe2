package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.task.Task;
import org.apache.avro.Schema;

/** {@code ai_classify}: the label that fits a text best. */
public record AiClassify() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_classify",
          Labels.PARAMETERS,
          "string",
          "The one of the labels that fits the content best");

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public BoundFunction bind(Arguments arguments) throws WrongArgumentException {
    return new Bound(Labels.of(arguments));
  }

  private record Bound(Labels labels) implements BoundFunction {
    @Override
    public Schema result() {
      return Schema.create(Schema.Type.STRING);
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      return labels.task(prompts);
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("output");
    }
  }
}
