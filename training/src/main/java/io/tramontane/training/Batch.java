package io.tramontane.training;

import java.util.List;

/**
 * Sequences that begin with the same prefix, padded at their ends to equal lengths, and the tokens
 * that are to be learned from them.
 *
 * <p>The prefix is computed once for all of them. A row is a token's place in the computation: the
 * prefix has rows 0 to {@code prefix.length - 1}, then come those of each sequence.
 *
 * @param prefix token ids from position 0
 * @param sequences the token ids that follow, one array for each sequence, of their own lengths
 * @param targets what is to be learned
 */
record Batch(int[] prefix, List<int[]> sequences, List<Target> targets) {
  /**
   * A token that the network should give.
   *
   * @param sequence the place of its sequence in the batch
   * @param position the place in the sequence, after which the token comes
   * @param token its id
   * @param kind what it belongs to
   * @param weight how much it counts among those of its kind: an answer's tokens have 1 together
   */
  record Target(int sequence, int position, int token, Kind kind, double weight) {
    /** The same in another sequence. */
    Target in(int otherSequence) {
      return new Target(otherSequence, position, token, kind, weight);
    }
  }

  /** What a token belongs to. */
  enum Kind {
    DOCUMENT,
    ANSWER,
    /** The token that ends an answer. */
    END
  }

  Batch {
    sequences = List.copyOf(sequences);
    targets = List.copyOf(targets);
  }

  /** The length of the longest sequence, to which the others are padded. */
  int length() {
    return sequences.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
  }

  /** How many rows there are, those of padding included. */
  int rows() {
    return prefix.length + sequences.size() * length();
  }

  /** How many tokens the sequences have, without padding and without the prefix. */
  int tokens() {
    return sequences.stream().mapToInt(sequence -> sequence.length).sum();
  }

  /** The row of a place in a sequence. */
  int row(int sequence, int position) {
    return prefix.length + sequence * length() + position;
  }
}
