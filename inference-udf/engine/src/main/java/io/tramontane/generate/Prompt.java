package io.tramontane.generate;

/**
 * The tokens that a request feeds to the model: {@code prefix} then {@code body}.
 *
 * <p>The prefix is what many requests have in common (the instruction in front of every document).
 * Requests whose prefixes hold equal ids share one KV entry for it. Where the border lies changes
 * speed only, never a result.
 *
 * @param prefix token ids from position 0, with the beginning-of-sequence token; may be empty
 * @param body token ids that follow; at least one id stands in prefix and body together
 */
public record Prompt(int[] prefix, int[] body) {
  public Prompt {
    if (prefix.length + body.length == 0) {
      throw new IllegalArgumentException("Cannot make a prompt: it has no tokens.");
    }
  }

  /** How many tokens the prompt has in all. */
  public int length() {
    return prefix.length + body.length;
  }
}
