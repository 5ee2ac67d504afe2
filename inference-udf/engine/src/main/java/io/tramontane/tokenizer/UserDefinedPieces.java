package io.tramontane.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Cuts the user-defined pieces out of a text before anything is merged: as llama.cpp does, all
 * places of the longest piece first, then those of the next in what is left.
 */
final class UserDefinedPieces {
  /**
   * A stretch of plain text, or one user-defined piece.
   *
   * @param text what stands there, not empty
   * @param id of the user-defined piece, or {@link Vocabulary#NONE}
   */
  record Fragment(String text, int id) {
    boolean isUserDefined() {
      return id != Vocabulary.NONE;
    }
  }

  private final List<Fragment> longestFirst;

  /**
   * Takes over the pieces.
   *
   * @param ids by the text of a piece, which is not empty
   */
  UserDefinedPieces(Map<String, Integer> ids) {
    longestFirst =
        ids.entrySet().stream()
            .map(piece -> new Fragment(piece.getKey(), piece.getValue()))
            .sorted(
                Comparator.<Fragment, Integer>comparing(
                        piece -> -piece.text().getBytes(StandardCharsets.UTF_8).length)
                    .thenComparing(Fragment::id))
            .toList();
  }

  boolean isEmpty() {
    return longestFirst.isEmpty();
  }

  /** The fragments of a text, in its order; none of an empty text. */
  List<Fragment> cut(String text) {
    List<Fragment> fragments =
        text.isEmpty() ? List.of() : List.of(new Fragment(text, Vocabulary.NONE));
    for (Fragment piece : longestFirst) {
      List<Fragment> finer = new ArrayList<>();
      for (Fragment fragment : fragments) {
        if (fragment.isUserDefined()) {
          finer.add(fragment);
        } else {
          cut(fragment.text(), piece, finer);
        }
      }
      fragments = finer;
    }
    return fragments;
  }

  private static void cut(String text, Fragment piece, List<Fragment> fragments) {
    int start = 0;
    for (int found = text.indexOf(piece.text());
        found >= 0;
        found = text.indexOf(piece.text(), start)) {
      addPlain(text.substring(start, found), fragments);
      fragments.add(piece);
      start = found + piece.text().length();
    }
    addPlain(text.substring(start), fragments);
  }

  private static void addPlain(String text, List<Fragment> fragments) {
    if (!text.isEmpty()) {
      fragments.add(new Fragment(text, Vocabulary.NONE));
    }
  }
}
