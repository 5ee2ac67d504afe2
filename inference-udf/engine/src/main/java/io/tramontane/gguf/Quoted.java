package io.tramontane.gguf;

import java.util.Locale;

/** Shows a name from an untrusted file in an error message. */
final class Quoted {
  private static final int LONGEST = 100;

  private Quoted() {}

  /**
   * The name in quotes, cut where it is long, with what could disturb a terminal or log escaped.
   */
  static String name(String name) {
    StringBuilder quoted = new StringBuilder("'");
    name.codePoints().limit(LONGEST).forEach(point -> append(quoted, point));
    return quoted.append(name.codePointCount(0, name.length()) > LONGEST ? "…'" : "'").toString();
  }

  private static void append(StringBuilder quoted, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          quoted.append(String.format(Locale.ROOT, "\\u{%X}", point));
      default -> quoted.appendCodePoint(point);
    }
  }
}
