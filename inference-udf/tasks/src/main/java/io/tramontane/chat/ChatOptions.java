package io.tramontane.chat;

import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
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
        reader.optional(
            section + ".chat-date",
            key ->
                parsed(
                        reader.text(
                            key, text -> parsed(text).isPresent(), "it is no day like 2025-08-05"))
                    .orElse(LocalDate.EPOCH)));
  }

  /**
   * Reads a day.
   *
   * @param text such as 2025-08-05
   * @throws InvalidInputException if it is none
   */
  public static LocalDate day(String text) {
    return parsed(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot use the day %s: it is none. Give one like 2025-08-05."
                        .formatted(text)));
  }

  private static Optional<LocalDate> parsed(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
