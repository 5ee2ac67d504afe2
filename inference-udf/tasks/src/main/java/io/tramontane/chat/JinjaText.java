package io.tramontane.chat;

/** Jinja's {@code trim}, which is Python's {@code str.strip}: what is white space there. */
final class JinjaText {
  /** White_Space of Unicode, which is closed, and the four separators U+001C to U+001F. */
  private static final String SPACES =
      "\t\n\u000B\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004"
          + "\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

  private JinjaText() {}

  static String trim(String text) {
    return trimStart(trimEnd(text));
  }

  static String trimStart(String text) {
    int start = 0;
    while (start < text.length() && SPACES.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return text.substring(start);
  }

  static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && SPACES.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
