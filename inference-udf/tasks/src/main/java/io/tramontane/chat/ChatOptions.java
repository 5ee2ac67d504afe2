package io.tramontane.chat;

import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a task says of the chat format, beside what the model's file says. It changes results.
 *
 * @param format the name of the format, or null for the one that the file has
 * @param day that prompts name where the format has a place for it, or null for the format's own
 *     default
 * @param thinking the most tokens that the model thinks before it answers, 1 to 100000; null lets
 *     it answer at once
 */
public record ChatOptions(
    @Nullable String format, @Nullable LocalDate day, @Nullable Integer thinking)
    implements Serializable {
  private static final int MAX_THINKING = 100_000;

  /** All as the file says, and answers at once. */
  public static final ChatOptions OF_MODEL = new ChatOptions(null, null);

  private static final String OFF = "off";
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,6}");

  public ChatOptions {
    if (thinking != null && !isPossible(thinking)) {
      throw new InvalidInputException(
          "Cannot think in %s tokens: it is outside 1 to %s. Give another number."
              .formatted(thinking, MAX_THINKING));
    }
  }

  /** For a model that answers at once. */
  public ChatOptions(@Nullable String format, @Nullable LocalDate day) {
    this(format, day, null);
  }

  /**
   * Reads {@code chat-format}, {@code chat-date} and {@code thinking}.
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
                    .orElse(LocalDate.EPOCH)),
        thinking(reader, section + ".thinking"));
  }

  private static @Nullable Integer thinking(SettingReader reader, String key) {
    String text =
        reader.text(
            key,
            given -> given.equals(OFF) || isTokens(given),
            "it is neither %s nor a number of tokens from 1 to %s".formatted(OFF, MAX_THINKING));
    return isTokens(text) ? Integer.valueOf(text) : null;
  }

  private static boolean isTokens(String text) {
    return DIGITS.matcher(text).matches() && isPossible(Integer.parseInt(text));
  }

  private static boolean isPossible(int tokens) {
    return tokens >= 1 && tokens <= MAX_THINKING;
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
