package io.tramontane.udf.function;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.task.Generate;
import io.tramontane.task.Task;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** {@code ai_query}: the model's answer to a prompt, with options, and what is known about it. */
public record AiQuery() implements SqlFunction {
  private static final Signature SIGNATURE =
      new Signature(
          "ai_query",
          List.of(
              Parameter.required("prompt", "string", "the whole instruction"),
              Parameter.struct(
                  "options", "a named_struct with any of these fields", QueryOptions.FIELDS)),
          "struct<response:string,error:string,finish_reason:string,prompt_tokens:int,completion_tokens:int>",
          "The model's answer to the prompt, with what is known about it");

  private static final Schema RESULT =
      SchemaBuilder.record("answer")
          .fields()
          .optionalString("response")
          .optionalString("error")
          .optionalString("finish_reason")
          .optionalInt("prompt_tokens")
          .optionalInt("completion_tokens")
          .endRecord();

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public BoundFunction bind(Arguments arguments) throws WrongArgumentException {
    return new Bound(QueryOptions.of(arguments.struct(1)));
  }

  private record Bound(QueryOptions options) implements BoundFunction {
    @Override
    public Schema result() {
      return RESULT;
    }

    @Override
    public Task<?> task(FunctionSettings.Prompts prompts) {
      int maxTokens = options.maxTokens() == null ? prompts.maxTokens() : options.maxTokens();
      return new Generate(maxTokens, options.sampling(), options.stop(), prompts.chat());
    }

    @Override
    public Object decode(Answer answer) {
      GenericRecord result = new GenericData.Record(RESULT);
      result.put("response", answer.values().get("output"));
      result.put("finish_reason", answer.finishReason());
      result.put("prompt_tokens", answer.promptTokens());
      result.put("completion_tokens", answer.completionTokens());
      return result;
    }

    @Override
    public Object decode(Failure failure) {
      GenericRecord result = new GenericData.Record(RESULT);
      result.put("error", failure.message());
      return result;
    }
  }
}
