package io.tramontane.jobs.corpus;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * The characters of a CSV file, followed into its quotes: it knows whether one is open, and puts
 * {@link #RETURN} in the place of each carriage return in quotes.
 *
 * <p>FastCSV 4.1 takes the line feed behind a record for the second half of a carriage return that
 * stands alone in the record's last value, and loses that value. And at the end of a file it closes
 * a quote that the file leaves open.
 */
final class QuotedReader extends FilterReader {
  /** Stands for a carriage return; the characters of a file are bytes, and no byte is this. */
  static final char RETURN = '\uDC0D';

  private final char separator;
  private final char quote;
  private Place place = Place.BEFORE_VALUE;

  private enum Place {
    BEFORE_VALUE,
    IN_VALUE,
    IN_QUOTES,
    /** At the end of the value, or before the second of two quotes that stand for one. */
    BEHIND_QUOTE
  }

  QuotedReader(Reader reader, char separator, char quote) {
    super(reader);
    this.separator = separator;
    this.quote = quote;
  }

  /** Whether the last character that was read stands in quotes. */
  boolean isInQuotes() {
    return place == Place.IN_QUOTES;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    for (int i = offset; i < offset + count; i++) {
      buffer[i] = follow(buffer[i]);
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    int character = super.read();
    return character < 0 ? character : follow((char) character);
  }

  private char follow(char character) {
    if (place == Place.IN_QUOTES) {
      if (character == quote) {
        place = Place.BEHIND_QUOTE;
      }
      return character == '\r' ? RETURN : character;
    }
    if (character == separator || character == '\n' || character == '\r') {
      place = Place.BEFORE_VALUE;
    } else if (character == quote && place != Place.IN_VALUE) {
      place = Place.IN_QUOTES;
    } else {
      place = Place.IN_VALUE;
    }
    return character;
  }
}
