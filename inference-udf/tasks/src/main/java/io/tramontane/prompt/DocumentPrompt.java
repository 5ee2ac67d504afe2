package io.tramontane.prompt;

import io.tramontane.chat.ChatOptions;
import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about a document, and how much of it is read. Everything here changes results.
 *
 * @param template the instruction, with {@code {text}} exactly once, where the document goes. A
 *     doubled brace stands for a single one
 * @param values of the template's other placeholders, by name; none of them has to be used
 * @param truncation what happens to a document that is too long
 * @param maxDocumentTokens the most tokens of a document, at least 1; the model's context may allow
 *     fewer. Null leaves it to the context
 * @param chat what is said of the chat format beside what the model's file says
 */
public record DocumentPrompt(
    String template,
    Map<String, String> values,
    Truncation truncation,
    @Nullable Integer maxDocumentTokens,
    ChatOptions chat)
    implements Serializable {
  public DocumentPrompt {
    values = Map.copyOf(values);
    if (maxDocumentTokens != null && maxDocumentTokens < 1) {
      throw new InvalidInputException(
          "Cannot use documents of at most "
              + maxDocumentTokens
              + " tokens: it must be at least 1. Give more.");
    }
  }

  /** A prompt in the chat format that the model's file says. */
  public DocumentPrompt(
      String template,
      Map<String, String> values,
      Truncation truncation,
      @Nullable Integer maxDocumentTokens) {
    this(template, values, truncation, maxDocumentTokens, ChatOptions.OF_MODEL);
  }

  /** A prompt that is the document itself. Cut, it would be another instruction, so it is not. */
  public static DocumentPrompt verbatim() {
    return verbatim(ChatOptions.OF_MODEL);
  }

  /** The same in a chat format that is said. */
  public static DocumentPrompt verbatim(ChatOptions chat) {
    return new DocumentPrompt("{text}", Map.of(), Truncation.NONE, null, chat);
  }

  /**
   * Reads what is common to the prompts of all tasks from the section {@code tramontane.task}.
   *
   * @param templateKey the setting that holds the template
   * @param values of the template's placeholders
   */
  public static DocumentPrompt read(
      SettingReader reader, String templateKey, Map<String, String> values) {
    return new DocumentPrompt(
        reader.text(templateKey),
        values,
        reader.choice("tramontane.task.truncation", Truncation.class),
        reader.optional(
            "tramontane.task.max-document-tokens", key -> reader.integer(key, 1, 10_000_000)),
        ChatOptions.read(reader, "tramontane.task"));
  }
}
