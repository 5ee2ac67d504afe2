package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import java.util.List;
import org.apache.avro.Schema;

/** {@code ai_summarize}: a summary of a text. */
public record AiSummarize() implements SqlFunction {
  private static final int DEFAULT_WORDS = 50;

  private static final Signature SIGNATURE =
      new Signature(
          "ai_summarize",
          List.of(
              Parameter.required("content", "string", "the text"),
              Parameter.optional(
                  "max_words",
                  "int",
                  String.valueOf(DEFAULT_WORDS),
                  "about how many words it may have, 0 to 10000; 0 for no limit")),
          "string",
          "A summary of the content, in at most about max_words words");

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public BoundFunction bind(Arguments arguments) throws WrongArgumentException {
    return new Bound(arguments.wholeNumber(1, 0, 10_000, DEFAULT_WORDS));
  }

  private record Bound(int maxWords) implements BoundFunction {
    @Override
    public Schema result() {
      return Schema.create(Schema.Type.STRING);
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      String template = maxWords == 0 ? "summarize.template-without-limit" : "summarize.template";
      return new Summarize(
          prompts.about(template, Summarize.values(maxWords)),
          maxWords,
          maxWords == 0 ? prompts.maxTokens() : Summarize.defaultMaxTokens(maxWords),
          Sampling.GREEDY,
          List.of());
    }

    @Override
    public Object decode(Answer answer) {
      return answer.values().get("output");
    }
  }
}
