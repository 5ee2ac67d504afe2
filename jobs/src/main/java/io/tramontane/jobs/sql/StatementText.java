package io.tramontane.jobs.sql;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Text that holds SQL statements. */
public final class StatementText {
  /** What some editors put in front of a text, so also into the middle of texts put together. */
  private static final Pattern BYTE_ORDER_MARK = Pattern.compile("^(\\s*)\uFEFF");

  private StatementText() {}

  /**
   * The text of a file.
   *
   * @throws InvalidInputException if it cannot be read, or is not UTF-8
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "Cannot read statements of %s: it is not UTF-8. Save it as UTF-8.".formatted(file), e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read statements of %s: %s. Correct the file or its path.".formatted(file, e), e);
    }
  }

  /** As spark-sql divides a text: at semicolons that are in no string and no comment. */
  static List<String> statements(String text) {
    return new StatementSplitter(text)
        .split().stream()
            .map(StatementText::withoutMark)
            .filter(statement -> !statement.isBlank())
            .toList();
  }

  /** The text without a byte-order mark at its beginning. */
  static String withoutMark(String text) {
    return BYTE_ORDER_MARK.matcher(text).replaceFirst("$1");
  }
}
