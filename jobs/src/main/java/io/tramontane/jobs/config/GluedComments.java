package io.tramontane.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.tramontane.config.KnownKeys;
import io.tramontane.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds comments of HOCON that begin directly behind a value, which most likely was to hold them:
 * {@code [C#]} is the beginning of a list with the string {@code C}, and a comment.
 */
final class GluedComments {
  private static final String AROUND_VALUES = ",[]{}=:";

  private GluedComments() {}

  /** Tells of every string of a configuration that such a comment has cut off. */
  static void report(Config config, Problems problems) {
    KnownKeys.values(config)
        .forEach(
            (key, value) ->
                strings(value)
                    .filter(GluedComments::isCutOff)
                    .findFirst()
                    .ifPresent(string -> problems.add(message(key, string.origin()))));
  }

  /** Does not tell the string, which may be secret. */
  private static String message(String key, ConfigOrigin origin) {
    return "Cannot use %s (%s): a # or // directly behind its value begins a comment. Put quotes around the value, as in \"C#\", or a space before the comment."
        .formatted(key, origin.description());
  }

  private static Stream<ConfigValue> strings(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().flatMap(GluedComments::strings);
    }
    return value.valueType() == ConfigValueType.STRING ? Stream.of(value) : Stream.empty();
  }

  private static boolean isCutOff(ConfigValue string) {
    ConfigOrigin origin = string.origin();
    if (origin.filename() == null || origin.lineNumber() < 1) {
      return false;
    }
    List<String> lines = lines(Path.of(origin.filename()));
    return origin.lineNumber() <= lines.size()
        && textBefore(lines.get(origin.lineNumber() - 1))
            .filter(string.unwrapped().toString()::equals)
            .isPresent();
  }

  /** The first line of a file with such a comment, from 1. */
  static Optional<Integer> firstLine(Path file) {
    List<String> lines = lines(file);
    return IntStream.range(0, lines.size())
        .filter(line -> textBefore(lines.get(line)).isPresent())
        .mapToObj(line -> line + 1)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      // It was read before, and says what it says; here it is only looked at for an explanation.
      return List.of();
    }
  }

  /** The text without quotes that the line's comment stands directly behind. */
  private static Optional<String> textBefore(String line) {
    boolean quoted = false;
    int text = 0;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      if (quoted) {
        quoted = character != '"';
        i += character == '\\' ? 1 : 0;
        text = i + 1;
      } else if (character == '"') {
        quoted = true;
      } else if (character == '#' || line.startsWith("//", i)) {
        return glued(line.substring(text, i));
      } else if (AROUND_VALUES.indexOf(character) >= 0) {
        text = i + 1;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> glued(String text) {
    boolean isGlued = !text.isBlank() && !Character.isWhitespace(text.charAt(text.length() - 1));
    return isGlued ? Optional.of(text.strip()) : Optional.empty();
  }
}
