package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Arrays;

/**
 * The bytes of a file as characters of the same numbers, without a byte-order mark of UTF-8 at its
 * beginning, and with a line behind its end that no file can hold: where a record reaches into that
 * line, a quote was never closed.
 */
final class EndMarkedReader extends FilterReader {
  /** What stands on the last line, alone; no byte is this character. */
  static final String END = "\uFFFF";

  private static final String LAST_LINE = "\n" + END;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private int marked;

  private EndMarkedReader(InputStream stream) {
    super(new InputStreamReader(stream, ISO_8859_1));
  }

  static EndMarkedReader of(InputStream stream) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stream);
    buffered.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(buffered.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      buffered.reset();
    }
    return new EndMarkedReader(buffered);
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count >= 0 || marked == LAST_LINE.length()) {
      return count;
    }
    int rest = Math.min(length, LAST_LINE.length() - marked);
    LAST_LINE.getChars(marked, marked + rest, buffer, offset);
    marked += rest;
    return rest;
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }
}
