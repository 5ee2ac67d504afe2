package io.tramontane.transformer;

import java.util.List;

/**
 * What one forward pass computes: spans of any sequences, in the order in which their logits are
 * returned.
 */
public record Step(List<TokenSpan> spans) {
  public Step {
    spans = List.copyOf(spans);
  }

  /** How many token rows there are. */
  public int rows() {
    return spans.stream().mapToInt(TokenSpan::length).sum();
  }
}
