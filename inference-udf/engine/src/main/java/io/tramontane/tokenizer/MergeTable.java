package io.tramontane.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * Which two neighbouring symbols merge into which piece.
 *
 * <p>A <em>symbol</em> is what stands at a place of a half-merged text: a piece, given by its id,
 * or a single character that is no piece, given by the complement of its code point. Two symbols
 * merge when their texts, put together, are a piece that text can become. That question, asked of
 * substrings by the definition of the algorithm, is answered here from two integers.
 *
 * <p>Immutable and safe for use by many threads.
 */
final class MergeTable implements Merges {
  private final Vocabulary vocabulary;
  private final LongToIntTable characters;
  private final LongToIntTable pairs;

  MergeTable(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    Map<String, Integer> ids = mergeableIds(vocabulary);
    characters = new LongToIntTable(characterPieces(ids));
    pairs = new LongToIntTable(mergingPairs(ids));
  }

  /** The symbol for a character. */
  int symbol(int codePoint) {
    int id = characters.get(codePoint);
    return id == NONE ? ~codePoint : id;
  }

  /** The id of the piece that two symbols merge into, which identifies the merge. */
  @Override
  public int find(int left, int right) {
    return pairs.get(Merges.pair(left, right));
  }

  @Override
  public int piece(int merge) {
    return merge;
  }

  /** Pieces with a high score are due before those with a low one. */
  @Override
  public int order(int merge) {
    // Adding 0 makes -0 and 0 one; flipping the magnitude of negatives orders bits as the floats
    // are.
    int bits = Float.floatToIntBits(vocabulary.score(merge) + 0f);
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ~ascending;
  }

  /** The id for each text; the last, as in llama.cpp, if several pieces have the same. */
  private static Map<String, Integer> mergeableIds(Vocabulary vocabulary) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String text = vocabulary.piece(id);
      if (vocabulary.type(id).isMergeable() && !text.isEmpty()) {
        ids.put(text, id);
      }
    }
    return ids;
  }

  private static Map<Long, Integer> characterPieces(Map<String, Integer> ids) {
    Map<Long, Integer> characterPieces = new HashMap<>();
    ids.forEach(
        (text, id) -> {
          if (isOneCharacter(text)) {
            characterPieces.put((long) text.codePointAt(0), id);
          }
        });
    return characterPieces;
  }

  private Map<Long, Integer> mergingPairs(Map<String, Integer> ids) {
    Map<Long, Integer> mergingPairs = new HashMap<>();
    ids.forEach(
        (text, id) -> {
          int cut = 0;
          while ((cut = text.offsetByCodePoints(cut, 1)) < text.length()) {
            String left = text.substring(0, cut);
            String right = text.substring(cut);
            if (isSymbol(left, ids) && isSymbol(right, ids)) {
              mergingPairs.put(Merges.pair(symbol(left, ids), symbol(right, ids)), id);
            }
          }
        });
    return mergingPairs;
  }

  private static boolean isSymbol(String text, Map<String, Integer> ids) {
    return isOneCharacter(text) || ids.containsKey(text);
  }

  private int symbol(String text, Map<String, Integer> ids) {
    return isOneCharacter(text) ? symbol(text.codePointAt(0)) : ids.get(text);
  }

  private static boolean isOneCharacter(String text) {
    return text.length() == Character.charCount(text.codePointAt(0));
  }
}
