package io.tramontane.prompt;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Sampling;
import java.util.List;

/**
 * Answer a prompt. The document is the whole instruction.
 *
 * @param maxTokens where generation ends in any case, at least 1
 * @param sampling how tokens are chosen; each prompt's own seed is made from this one and its text
 * @param stopStrings an answer ends in front of any of these; none may be empty
 */
public record Generate(int maxTokens, Sampling sampling, List<String> stopStrings) implements Task {
  public Generate {
    stopStrings = List.copyOf(stopStrings);
    if (maxTokens < 1) {
      throw new InvalidInputException(
          "Cannot answer in at most " + maxTokens + " tokens: it must be at least 1. Give more.");
    }
  }

  @Override
  public String template() {
    return "{text}";
  }
}
