package io.tramontane.task;

import io.tramontane.chat.ChatOptions;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Answer a prompt. The document is the whole instruction.
 *
 * @param maxTokens where generation ends in any case, at least 1
 * @param sampling how tokens are chosen; each prompt's own seed is made from this one and its text
 * @param stopStrings an answer ends in front of any of these; none may be empty
 * @param chat what is said of the chat format beside what the model's file says
 */
public record Generate(int maxTokens, Sampling sampling, List<String> stopStrings, ChatOptions chat)
    implements Task<String> {
  public Generate {
    stopStrings = List.copyOf(stopStrings);
    if (maxTokens < 1) {
      throw new InvalidInputException(
          "Cannot answer in at most " + maxTokens + " tokens: it must be at least 1. Give more.");
    }
  }

  /** In the chat format that the model's file says. */
  public Generate(int maxTokens, Sampling sampling, List<String> stopStrings) {
    this(maxTokens, sampling, stopStrings, ChatOptions.OF_MODEL);
  }

  @Override
  public String type() {
    return "generate";
  }

  @Override
  public DocumentPrompt prompt() {
    return DocumentPrompt.verbatim(chat);
  }

  @Override
  public AnswerFormat<String> answerFormat() {
    return new GeneratedText(maxTokens, sampling, stopStrings);
  }

  /** {@code output}, the answer. */
  @Override
  public Schema columns() {
    return TextColumn.SCHEMA;
  }

  @Override
  public GenericRecord decode(String answer) {
    return TextColumn.of(answer);
  }

  @Override
  public Map<String, ?> fingerprintParts() {
    return Map.of(
        "max-tokens", maxTokens,
        "temperature", sampling.temperature(),
        "top-p", sampling.topP(),
        "seed", sampling.seed(),
        "stop", stopStrings);
  }
}
