package io.tramontane.chat;

/**
 * A piece of a conversation as a model reads it: text, which the tokenizer encodes; the place of a
 * document; or one control token, which no text can produce.
 */
public sealed interface Segment {
  /** Text. What stands between two control tokens is encoded as a whole. */
  record Text(String text) implements Segment {}

  /** Where a document stands; it is text too. */
  record Document() implements Segment {}

  /** A control token by its id. */
  record Control(int id) implements Segment {}
}
