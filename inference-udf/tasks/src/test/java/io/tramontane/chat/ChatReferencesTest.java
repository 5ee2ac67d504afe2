package io.tramontane.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tramontane.chat.Message.Role;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.prompt.EncodedConversation;
import io.tramontane.testing.ReferenceVocabularies;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Compares with the ids of mistral-common, and with the publishers' own templates as two Jinja
 * implementations render them.
 */
class ChatReferencesTest {
  private final ReferenceVocabularies references = ReferenceVocabularies.given();
  private final List<JsonNode> conversations = references.lines("chats.jsonl");

  ChatReferencesTest() throws IOException {}

  @Test
  void givesTheReferenceIds() throws IOException {
    Map<String, GgufMetadata> vocabularies = new HashMap<>();
    Map<String, Tokenizer> tokenizers = new HashMap<>();
    int compared = 0;
    for (JsonNode line : conversations) {
      JsonNode ids = line.has("ids") ? line.get("ids") : line.path("prompt_ids");
      if (line.has("vocab") && ids.isArray()) {
        String name = line.get("vocab").asText();
        if (!vocabularies.containsKey(name)) {
          vocabularies.put(name, references.metadata(name));
          tokenizers.put(name, Tokenizer.from(references.metadata(name)));
        }
        Tokenizer tokenizer = Objects.requireNonNull(tokenizers.get(name));
        ChatFormat format =
            ChatFormats.of(
                Objects.requireNonNull(vocabularies.get(name)), tokenizer, options(line));

        assertThat(EncodedConversation.ids(format, messages(line), tokenizer))
            .as("%s of %s", line.get("conversation"), line.get("family"))
            .isEqualTo(ReferenceVocabularies.ids(ids));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(372);
  }

  @Test
  void rendersAsTheTemplatesDo() {
    int compared = 0;
    for (JsonNode line : conversations) {
      if (line.has("prompt") && !line.get("prompt").isNull()) {
        String bos = line.get("kwargs").path("bos_token").asText("(begin)");
        NamedControls vocabulary = new NamedControls(bos, false);
        ChatTemplate template = template(line);
        ChatFormat format = ChatFormat.of(template, vocabulary, options(line));

        assertThat(vocabulary.shown(format.conversation(messages(line))))
            .as("%s of %s", line.get("conversation"), line.get("family"))
            .isEqualTo(line.get("prompt").asText());
        compared++;
      }
    }
    assertThat(compared).isEqualTo(337);
  }

  @Test
  void refusesWhatTheTemplateRefuses() {
    int compared = 0;
    for (JsonNode line : conversations) {
      if (line.has("template_error")) {
        ChatFormat format =
            ChatFormat.of(template(line), new NamedControls("<bos>", false), ChatOptions.OF_MODEL);

        assertThatThrownBy(() -> format.conversation(messages(line)))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(
                "Cannot use a system text: chat format gemma-2 knows none. Say it as the user.");
        compared++;
      }
    }
    assertThat(compared).isEqualTo(13);
  }

  private static ChatOptions options(JsonNode line) {
    return new ChatOptions(
        family(line), line.has("now") ? LocalDate.parse(line.get("now").asText()) : null);
  }

  /** What is behind the sign tells which of several equal templates it is. */
  private static String family(JsonNode line) {
    return line.get("family").asText().replaceFirst("@.*", "");
  }

  private static ChatTemplate template(JsonNode line) {
    return Objects.requireNonNull(ChatTemplates.byName().get(family(line)));
  }

  private static List<Message> messages(JsonNode line) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : line.get("messages")) {
      messages.add(
          new Message(
              Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT)),
              message.get("content").asText()));
    }
    return messages;
  }
}
