package io.tramontane.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.chat.Message.Role;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.prompt.EncodedConversation;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares with the ids of mistral-common, and with the publishers' own templates as two Jinja
 * implementations render them.
 */
class ChatReferencesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path references = Path.of("");
  private static List<JsonNode> conversations = List.of();
  @TempDir private static Path unpacked = Path.of("");

  private final Map<String, GgufMetadata> vocabularies = new HashMap<>();
  private final Map<String, Tokenizer> tokenizers = new HashMap<>();

  @BeforeAll
  static void readReferences() throws IOException {
    String folder = System.getProperty("tokenizers.dir", "");
    assumeFalse(folder.isEmpty(), "The reference results are not there: give -Dtokenizers.dir.");
    references = Path.of(folder);
    try (MappingIterator<JsonNode> lines =
        JSON.readerFor(JsonNode.class).readValues(references.resolve("chats.jsonl").toFile())) {
      conversations = lines.readAll();
    }
  }

  @Test
  void givesTheReferenceIds() throws IOException {
    int compared = 0;
    for (JsonNode line : conversations) {
      JsonNode ids = line.has("ids") ? line.get("ids") : line.path("prompt_ids");
      if (line.has("vocab") && ids.isArray()) {
        GgufMetadata metadata = metadata(line.get("vocab").asText());
        Tokenizer tokenizer =
            tokenizers.computeIfAbsent(
                line.get("vocab").asText(), vocabulary -> Tokenizer.from(metadata));
        ChatFormat format = ChatFormats.of(metadata, tokenizer, options(line));

        assertThat(EncodedConversation.ids(format, messages(line), tokenizer))
            .as("%s of %s", line.get("conversation"), line.get("family"))
            .isEqualTo(IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray());
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
        ChatFormat format = ChatFormat.of(template, vocabulary, options(line).day());

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
        ChatFormat format = ChatFormat.of(template(line), new NamedControls("<bos>", false), null);

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

  private GgufMetadata metadata(String vocabulary) throws IOException {
    GgufMetadata known = vocabularies.get(vocabulary);
    if (known != null) {
      return known;
    }
    Path file =
        vocabulary.equals("mistral-v1-spm")
            ? references.resolveSibling("parity").resolve("mixtral-vocab.gguf")
            : references.resolve("vocab").resolve(vocabulary + ".gguf");
    if (!Files.exists(file)) {
      Path packed = Path.of(file + ".gz");
      file = unpacked.resolve(vocabulary + ".gguf");
      try (InputStream stream = new GZIPInputStream(Files.newInputStream(packed))) {
        Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (GgufFile opened = GgufFile.open(file)) {
      vocabularies.put(vocabulary, opened.metadata());
      return opened.metadata();
    }
  }
}
