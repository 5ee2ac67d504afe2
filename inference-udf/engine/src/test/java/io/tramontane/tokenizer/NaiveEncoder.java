package io.tramontane.tokenizer;

import io.tramontane.testing.VocabularyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The definition of the algorithm, word for word, on strings: quadratic and plain. */
final class NaiveEncoder {
  private final Map<String, Integer> ids;
  private final Map<String, Float> scores;
  private final Map<Integer, Integer> byteIds;

  NaiveEncoder(VocabularyBuilder vocabulary) {
    ids = vocabulary.idsOfNormalPieces();
    scores = vocabulary.scoresOfNormalPieces();
    byteIds = vocabulary.byteIds();
  }

  List<Integer> encode(String text) {
    List<String> symbols =
        text.replace(' ', '▁')
            .codePoints()
            .mapToObj(Character::toString)
            .collect(Collectors.toCollection(ArrayList::new));
    for (int best = best(symbols); best >= 0; best = best(symbols)) {
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
    List<Integer> encoded = new ArrayList<>();
    for (String symbol : symbols) {
      if (ids.containsKey(symbol)) {
        encoded.add(ids.get(symbol));
      } else {
        for (byte value : symbol.getBytes(StandardCharsets.UTF_8)) {
          encoded.add(byteIds.get(value & 0xFF));
        }
      }
    }
    return encoded;
  }

  /** The left place of the best pair, or -1. */
  private int best(List<String> symbols) {
    int best = -1;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int left = 0; left + 1 < symbols.size(); left++) {
      Float score = scores.get(symbols.get(left) + symbols.get(left + 1));
      if (score != null && score > bestScore) {
        best = left;
        bestScore = score;
      }
    }
    return best;
  }
}
