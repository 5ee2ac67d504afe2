package io.tramontane.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.chat.ChatFormat;
import io.tramontane.chat.ChatFormats;
import io.tramontane.chat.ChatOptions;
import io.tramontane.chat.Message;
import io.tramontane.chat.Message.Role;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.prompt.EncodedConversation;
import io.tramontane.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ids of the texts and conversations in a file of JSON lines. */
final class TokenizedLines {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Role> ROLES =
      Map.of("system", Role.SYSTEM, "user", Role.USER, "assistant", Role.ASSISTANT);

  private final Tokenizer tokenizer;
  private final GgufMetadata metadata;
  private final @Nullable String format;
  private final Path file;
  private final Map<String, ChatFormat> formatsByDay = new HashMap<>();

  /**
   * Those of one file.
   *
   * @param metadata of the model's file
   * @param format the name of the chat format, or null for the one that the model's file tells
   */
  TokenizedLines(Tokenizer tokenizer, GgufMetadata metadata, @Nullable String format, Path file) {
    this.tokenizer = tokenizer;
    this.metadata = metadata;
    this.format = format;
    this.file = file;
  }

  /** Prints a JSON array for each line. */
  void printTo(PrintWriter out) {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        out.println(Arrays.toString(ids(JSON.readTree(line))));
      }
    } catch (JsonProcessingException | InvalidInputException e) {
      String cause =
          e instanceof JsonProcessingException broken
              ? "it is no JSON: %s. Correct it.".formatted(broken.getOriginalMessage())
              : e.getMessage();
      throw new InvalidInputException(
          "Cannot tokenize line %s of %s: %s".formatted(number, file, cause), e);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot read %s: it does not exist. Correct --jsonl.".formatted(file), e);
    } catch (IOException e) {
      throw new InvalidInputException("Cannot read %s: %s. Correct --jsonl.".formatted(file, e), e);
    }
  }

  private int[] ids(JsonNode line) {
    if (line.path("text").isTextual()) {
      return tokenizer.encode(line.get("text").textValue());
    }
    if (!line.path("messages").isArray()) {
      throw new InvalidInputException(
          "it has neither \"text\" nor \"messages\". Give one of them.");
    }
    List<Message> messages = new ArrayList<>();
    line.get("messages").forEach(message -> messages.add(message(message)));
    return EncodedConversation.ids(format(line.path("now").asText("")), messages, tokenizer);
  }

  private ChatFormat format(String day) {
    return formatsByDay.computeIfAbsent(
        day,
        given ->
            ChatFormats.of(
                metadata,
                tokenizer,
                new ChatOptions(format, given.isEmpty() ? null : ChatOptions.day(given))));
  }

  private static Message message(JsonNode message) {
    Role role = ROLES.get(message.path("role").asText());
    if (role == null || !message.path("content").isTextual()) {
      throw new InvalidInputException(
          "a message has no role out of system, user and assistant, or no text as its content. Correct it.");
    }
    return new Message(role, message.get("content").textValue());
  }
}
