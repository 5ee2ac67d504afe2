package io.tramontane.mixtral;

import java.util.List;

/**
 * What one forward pass computes: chunks of any sequences, in the order in which their logits are
 * returned.
 */
public record Step(List<Chunk> chunks) {
  public Step {
    chunks = List.copyOf(chunks);
  }

  /** How many token rows there are. */
  public int rows() {
    return chunks.stream().mapToInt(Chunk::length).sum();
  }
}
