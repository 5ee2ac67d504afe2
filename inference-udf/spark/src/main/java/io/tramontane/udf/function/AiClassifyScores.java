package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.task.Task;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** {@code ai_classify_scores}: how probable each label is. */
public record AiClassifyScores() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_classify_scores",
          Labels.PARAMETERS,
          "array<struct<label:string,probability:double>>",
          "The probability of each of the labels, the most probable first");

  private static final Schema SCORES =
      SchemaBuilder.array()
          .items(
              SchemaBuilder.record("score")
                  .fields()
                  .requiredString("label")
                  .requiredDouble("probability")
                  .endRecord());

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
      return SCORES;
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      return labels.task(prompts);
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("scores");
    }
  }
}
