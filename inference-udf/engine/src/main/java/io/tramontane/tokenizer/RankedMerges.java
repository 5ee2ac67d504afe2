package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges by rank, as GPT-2's {@code vocab.bpe} and all that came after list them: the first in the
 * list is due first. A symbol is the id of a piece.
 */
final class RankedMerges implements Merges {
  private final LongToIntTable ranks;
  private final int[] pieces;

  /**
   * Checks and takes over what a model file says.
   *
   * @param merges two pieces each, with a space between them
   * @param ids of the pieces that text can become, by what they are written
   * @throws InvalidInputException if one of them is not of pieces, or makes none
   */
  RankedMerges(List<String> merges, Map<String, Integer> ids) {
    this.pieces = new int[merges.size()];
    Map<Long, Integer> byPair = new HashMap<>(2 * merges.size());
    for (int rank = 0; rank < pieces.length; rank++) {
      String merge = merges.get(rank);
      // Pieces write a space otherwise, so the first is the border; but not one at the beginning.
      int border = merge.indexOf(' ', 1);
      Integer left = border < 0 ? null : ids.get(merge.substring(0, border));
      Integer right = border < 0 ? null : ids.get(merge.substring(border + 1));
      Integer piece =
          border < 0 ? null : ids.get(merge.substring(0, border) + merge.substring(border + 1));
      if (left == null || right == null || piece == null) {
        throw new InvalidInputException(
            "Cannot use the vocabulary: merge %s does not make a piece of two. Convert the model again."
                .formatted(rank));
      }
      pieces[rank] = piece;
      byPair.putIfAbsent(Merges.pair(left, right), rank);
    }
    this.ranks = new LongToIntTable(byPair);
  }

  @Override
  public int find(int left, int right) {
    return ranks.get(Merges.pair(left, right));
  }

  @Override
  public int piece(int merge) {
    return pieces[merge];
  }

  @Override
  public int order(int merge) {
    return merge;
  }
}
