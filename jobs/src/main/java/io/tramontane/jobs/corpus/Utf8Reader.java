package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/**
 * The bytes in UTF-8 of a text in another encoding, each as a character of the same number. In the
 * place of what is no text stands {@link #DAMAGE}.
 */
final class Utf8Reader extends Reader {
  /** A byte that is none of UTF-8. */
  static final char DAMAGE = '\u00FF';

  private final PushbackReader text;
  private byte[] bytes = {};
  private int next;

  /**
   * @param text half of a surrogate pair in it is damage
   */
  Utf8Reader(Reader text) {
    this.text = new PushbackReader(text);
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int count = 0;
    while (count < length && hasByte()) {
      buffer[offset + count] = (char) (bytes[next] & 0xFF);
      next++;
      count++;
    }
    return count == 0 ? -1 : count;
  }

  private boolean hasByte() throws IOException {
    if (next == bytes.length) {
      int character = text.read();
      if (character < 0) {
        return false;
      }
      bytes = encoded((char) character);
      next = 0;
    }
    return true;
  }

  private byte[] encoded(char character) throws IOException {
    if (!Character.isSurrogate(character)) {
      return character < 0x80
          ? new byte[] {(byte) character}
          : String.valueOf(character).getBytes(UTF_8);
    }
    int second = Character.isHighSurrogate(character) ? text.read() : -1;
    if (second >= 0 && Character.isLowSurrogate((char) second)) {
      return new String(new char[] {character, (char) second}).getBytes(UTF_8);
    }
    if (second >= 0) {
      text.unread(second);
    }
    return new byte[] {(byte) DAMAGE};
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
