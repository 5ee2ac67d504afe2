package io.tramontane.jobs.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides a text into statements as Spark's own shells do: at semicolons that are in no string, no
 * name in backquotes and no comment. What holds nothing but comments is no statement.
 *
 * <p>Spark has this too, but each of its versions under another name. For one text.
 */
final class StatementSplitter {
  private final String text;
  private final List<String> statements = new ArrayList<>();
  private int place;
  private int start;
  private boolean saysSomething;

  StatementSplitter(String text) {
    this.text = text;
  }

  /** The statements, without their semicolons. */
  List<String> split() {
    while (place < text.length()) {
      char character = text.charAt(place);
      if (character == ';') {
        endStatement();
        place++;
        start = place;
      } else if (character == '\'' || character == '"' || character == '`') {
        saysSomething = true;
        skipQuoted(character);
      } else if (text.startsWith("--", place)) {
        skipLine();
      } else if (text.startsWith("/*", place)) {
        skipComment();
      } else {
        saysSomething |= !Character.isWhitespace(character);
        place++;
      }
    }
    endStatement();
    return List.copyOf(statements);
  }

  private void endStatement() {
    if (saysSomething) {
      statements.add(text.substring(start, place));
    }
    saysSomething = false;
  }

  /** One that is not closed goes on to the end; Spark will say so. */
  private void skipQuoted(char quote) {
    place++;
    while (place < text.length() && text.charAt(place) != quote) {
      boolean isEscape = text.charAt(place) == '\\' && quote != '`';
      place += isEscape ? 2 : 1;
    }
    place = Math.min(text.length(), place + 1);
  }

  private void skipLine() {
    int end = text.indexOf('\n', place);
    place = end < 0 ? text.length() : end;
  }

  /** Comments in brackets may hold others. */
  private void skipComment() {
    int open = 0;
    do {
      if (text.startsWith("/*", place)) {
        open++;
        place += 2;
      } else if (text.startsWith("*/", place)) {
        open--;
        place += 2;
      } else {
        place++;
      }
    } while (open > 0 && place < text.length());
    place = Math.min(text.length(), place);
  }
}
