package io.tramontane.chat;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.tokenizer.Tokenizer;
import java.util.Set;

/** The chat formats that are known, and which one a model has. */
public final class ChatFormats {
  private ChatFormats() {}

  /** The names of all formats. */
  public static Set<String> names() {
    return ChatTemplates.byName().keySet();
  }

  /**
   * The chat format of a model.
   *
   * @param metadata of the model's file
   * @throws InvalidInputException if the file does not tell a format that is known, its vocabulary
   *     lacks what the format needs, or the format knows no thoughts and they are asked for
   */
  public static ChatFormat of(GgufMetadata metadata, Tokenizer tokenizer, ChatOptions options) {
    String name = options.format();
    ChatTemplate template =
        name == null ? TemplateRecognition.of(metadata, tokenizer) : named(name);
    return ChatFormat.of(template, tokenizer, options);
  }

  /** The first format of Mistral's models, whose control strings are plain text. */
  public static ChatFormat mistralV1(Tokenizer tokenizer) {
    return ChatFormat.of(named("mistral-v1"), tokenizer, ChatOptions.OF_MODEL);
  }

  private static ChatTemplate named(String name) {
    ChatTemplate template = ChatTemplates.byName().get(name);
    if (template == null) {
      throw new InvalidInputException(
          "Cannot use chat format %s: it is none of %s. Give one of these."
              .formatted(name, String.join(", ", names())));
    }
    return template;
  }
}
