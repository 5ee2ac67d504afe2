package io.tramontane.chat;

/**
 * A piece of a conversation as a model reads it: either text, which the tokenizer encodes, or one
 * control token, which no text can produce.
 */
public sealed interface Segment {
  /** Text. What stands between two control tokens is encoded as a whole. */
  record Text(String text) implements Segment {}

  /** A control token by its id. */
  record Control(int id) implements Segment {}
}
