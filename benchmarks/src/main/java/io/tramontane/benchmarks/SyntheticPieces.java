package io.tramontane.benchmarks;

import io.tramontane.gguf.MetadataValue;
import io.tramontane.tokenizer.SentencePieceTokenizer;
import io.tramontane.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A SentencePiece vocabulary of any size for models of random weights.
 *
 * <p>Behind the control pieces and the 256 bytes come single characters, then {@linkplain
 * SyntheticWords words}. Shorter pieces merge first, and every piece is made of two shorter ones,
 * so text of such words becomes few tokens, as real text does.
 */
final class SyntheticPieces {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private static final String SPACE = "▁";
  private static final String CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?-()[]/'\"\n";

  private final List<String> pieces = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  private SyntheticPieces(int size) {
    add("<unk>", UNKNOWN);
    add("<s>", CONTROL);
    add("</s>", CONTROL);
    for (int value = 0; value < 256; value++) {
      add(String.format(Locale.ROOT, "<0x%02X>", value), BYTE);
    }
    add(SPACE, NORMAL);
    CHARACTERS.chars().forEach(character -> add(Character.toString(character), NORMAL));
    SyntheticWords.first(size - pieces.size(), SPACE).forEach(word -> add(word.text(), NORMAL));
  }

  /** What a GGUF file says of its tokenizer. */
  static Map<String, MetadataValue> metadata(int size) {
    return new SyntheticPieces(size).metadata();
  }

  private void add(String piece, int type) {
    pieces.add(piece);
    types.add(type);
  }

  private Map<String, MetadataValue> metadata() {
    float[] scores = new float[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = -id;
    }
    int[] typeCodes = types.stream().mapToInt(type -> type).toArray();
    Vocabulary vocabulary = new Vocabulary(pieces, scores, typeCodes, 1, 2, 0);
    return new SentencePieceTokenizer(vocabulary, true, true).metadata();
  }
}
