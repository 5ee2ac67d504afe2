package io.tramontane.chat;

import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a task says of the chat format, beside what the model's file says. It changes results.
 *
 * @param format the name of the format, or null for the one that the file has
 * @param day that prompts name where the format has a place for it, or null for the format's own
 *     default
 */
public record ChatOptions(@Nullable String format, @Nullable LocalDate day)
    implements Serializable {
  /** All as the file says. */
  public static final ChatOptions OF_MODEL = new ChatOptions(null, null);

  /**
   * Reads {@code chat-format} and {@code chat-date}.
   *
   * @param section that has them, such as {@code tramontane.task}
   */
  public static ChatOptions read(SettingReader reader, String section) {
    return new ChatOptions(
        reader.optional(
            section + ".chat-format",
            key ->
                reader.text(
                    key,
                    ChatTemplates.byName()::containsKey,
                    "it is none of " + String.join(", ", ChatFormats.names()))),
        reader.optional(section + ".chat-date", key -> day(reader.text(key))));
  }

  /**
   * Reads a day.
   *
   * @param text such as 2025-08-05
   */
  public static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidInputException(
          "Cannot use chat-date %s: it is no day. Give one like 2025-08-05.".formatted(text), e);
    }
  }

  /** What is given, by name. */
  public Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    if (format != null) {
      given.put("chat-format", format);
    }
    if (day != null) {
      given.put("chat-date", day.toString());
    }
    return given;
  }
}
