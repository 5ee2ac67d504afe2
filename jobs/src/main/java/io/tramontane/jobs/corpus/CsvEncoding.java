package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tramontane.failure.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/**
 * From the bytes of a file to characters, each of which is a byte of UTF-8, and back. So every
 * other character is free to stand for something else while the file is parsed.
 *
 * <p>The bytes of a file in UTF-8 come out as they are, damaged or not. A file in any other
 * encoding is decoded and encoded.
 *
 * @param charset the file's
 */
record CsvEncoding(Charset charset) {
  /** Half of a surrogate pair, which no text holds. */
  private static final String DAMAGE = "\uDFFF";

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** The encoding that Java calls so. */
  static CsvEncoding of(String name) {
    return new CsvEncoding(Charset.forName(name));
  }

  /**
   * The characters of a file, without its byte-order mark.
   *
   * @param path the file's, for messages
   * @throws InvalidInputException if the file's first bytes tell another encoding
   */
  Reader open(InputStream stream, String path) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(stream);
    bytes.mark(EncodingMark.BYTES);
    byte[] start = bytes.readNBytes(EncodingMark.BYTES);
    bytes.reset();
    requireOwn(EncodingMark.encodingOf(start), path);
    if (EncodingMark.isUtf8(start)) {
      bytes.skipNBytes(EncodingMark.utf8Length());
    }
    return isUtf8() ? new InputStreamReader(bytes, ISO_8859_1) : decoded(bytes);
  }

  private boolean isUtf8() {
    return charset.equals(UTF_8);
  }

  private void requireOwn(Optional<String> told, String path) {
    if (told.isPresent() && !charset.name().contains(told.get())) {
      throw new InvalidInputException(
          "Cannot read input %s: it is in %s, and tramontane.input.csv.encoding is %s. Correct the setting, or convert the file."
              .formatted(path, told.get(), charset));
    }
  }

  private Reader decoded(InputStream bytes) throws IOException {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(DAMAGE);
    BufferedReader text = new BufferedReader(new InputStreamReader(bytes, decoder));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return new Utf8Reader(text);
  }

  /**
   * The bytes of a text, to be UTF-8; empty where the file's own bytes could not be decoded.
   *
   * @param value of characters that {@link #open} gave
   */
  Optional<byte[]> bytes(String value) {
    return isUtf8() || value.indexOf(Utf8Reader.DAMAGE) < 0
        ? Optional.of(value.getBytes(ISO_8859_1))
        : Optional.empty();
  }

  /** The bytes of a text, with U+FFFD for what could not be decoded. */
  byte[] bytesWithReplacement(String value) {
    String replacement = new String("\uFFFD".getBytes(UTF_8), ISO_8859_1);
    String text = isUtf8() ? value : value.replace(String.valueOf(Utf8Reader.DAMAGE), replacement);
    return text.getBytes(ISO_8859_1);
  }

  /** The text, if it is one in this encoding. */
  Optional<String> text(String value) {
    return bytes(value).flatMap(DocumentText::decode);
  }
}
