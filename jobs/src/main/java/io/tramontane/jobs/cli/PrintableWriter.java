package io.tramontane.jobs.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * Prints control characters and characters that turn the direction of writing as {@code \\u}
 * escapes, but for line breaks and tabs: documents, their identities and the names of files may
 * hold what a terminal would obey.
 */
final class PrintableWriter extends FilterWriter {
  private PrintableWriter(Writer out) {
    super(out);
  }

  static PrintWriter around(PrintWriter out) {
    return new PrintWriter(new PrintableWriter(out), true);
  }

  @Override
  public void write(int character) throws IOException {
    if (isObeyed((char) character)) {
      out.write(String.format(Locale.ROOT, "\\u%04x", character));
    } else {
      out.write(character);
    }
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(characters[i]);
    }
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }

  private static boolean isObeyed(char character) {
    return (Character.isISOControl(character) && character != '\n' && character != '\t')
        || (character >= '\u202A' && character <= '\u202E')
        || (character >= '\u2066' && character <= '\u2069');
  }
}
