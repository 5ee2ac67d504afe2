package io.tramontane.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns ids into text as they arrive, for text that follows other text: nothing is stripped.
 *
 * <p>A character may be spread over several byte pieces; its bytes are held back until it is
 * complete. What can never become a character gives U+FFFD, just as in {@code new String(bytes,
 * UTF_8)}. For one thread at a time.
 */
public final class StreamingDecoder {
  private final Tokenizer tokenizer;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer incomplete = ByteBuffer.allocate(0);

  StreamingDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * The text that is complete with this id; often empty within a character that is written in
   * bytes.
   *
   * @throws IllegalArgumentException if there is no such id
   */
  public String accept(int id) {
    return decode(tokenizer.bytes(id), false);
  }

  /** U+FFFD for a character that stayed incomplete, else nothing; afterwards a new text begins. */
  public String flush() {
    String rest = decode(new byte[0], true);
    utf8.reset();
    return rest;
  }

  private String decode(byte[] bytes, boolean isEnd) {
    ByteBuffer input =
        ByteBuffer.allocate(incomplete.remaining() + bytes.length)
            .put(incomplete)
            .put(bytes)
            .flip();
    // Each byte gives one char at most.
    CharBuffer output = CharBuffer.allocate(input.remaining());
    utf8.decode(input, output, isEnd);
    incomplete = input;
    return output.flip().toString();
  }
}
