package io.tramontane.prompt;

import io.tramontane.generate.Prompt;

/** What a document has become: a prompt, or nothing since it does not fit. */
public sealed interface EncodedDocument {
  /**
   * How many tokens the whole document has, before any truncation.
   *
   * @return 0 or more
   */
  int documentTokens();

  /**
   * A prompt for the engine.
   *
   * @param truncated whether the prompt holds a part of the document only
   */
  record Fits(Prompt prompt, int documentTokens, boolean truncated) implements EncodedDocument {}

  /**
   * A document that is too long and must not be cut.
   *
   * @param room the most tokens that a document may have
   */
  record TooLong(int documentTokens, int room) implements EncodedDocument {}
}
