package io.tramontane.prompt;

import io.tramontane.chat.ChatFormat;
import io.tramontane.chat.Message;
import io.tramontane.tokenizer.Tokenizer;
import java.util.List;

/** Whole conversations as a model reads them. */
public final class EncodedConversation {
  private EncodedConversation() {}

  /**
   * The ids of a conversation up to where the model answers.
   *
   * @throws io.tramontane.failure.InvalidInputException if the format cannot express it
   */
  public static int[] ids(ChatFormat format, List<Message> messages, Tokenizer tokenizer) {
    return PromptParts.ids(format.conversation(messages), tokenizer);
  }
}
