package io.tramontane.testing;

import io.tramontane.tokenizer.SentencePieceTokenizer;
import io.tramontane.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts small vocabularies together for tests: the control pieces first, then what is added. */
public final class VocabularyBuilder {
  /** The id of {@code <unk>}. */
  public static final int UNKNOWN = 0;

  /** The id of {@code <s>}. */
  public static final int BOS = 1;

  /** The id of {@code </s>}. */
  public static final int EOS = 2;

  private static final int NORMAL_TYPE = 1;
  private static final int UNKNOWN_TYPE = 2;
  private static final int CONTROL_TYPE = 3;
  private static final int USER_DEFINED_TYPE = 4;
  private static final int BYTE_TYPE = 6;

  private final List<String> pieces = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  /** With the control pieces. */
  public VocabularyBuilder() {
    add("<unk>", 0, UNKNOWN_TYPE);
    add("<s>", 0, CONTROL_TYPE);
    add("</s>", 0, CONTROL_TYPE);
  }

  /** Adds the 256 byte pieces. */
  public VocabularyBuilder bytes() {
    for (int value = 0; value < 256; value++) {
      add(String.format(Locale.ROOT, "<0x%02X>", value), 0, BYTE_TYPE);
    }
    return this;
  }

  /** Adds pieces that merge the earlier the further in front they are. */
  public VocabularyBuilder normal(String... texts) {
    for (String text : texts) {
      normal(text, -pieces.size());
    }
    return this;
  }

  /** Adds a piece that merges the earlier the higher its score. */
  public VocabularyBuilder normal(String text, float score) {
    return add(text, score, NORMAL_TYPE);
  }

  /** Adds a piece that is taken before anything is merged. */
  public VocabularyBuilder userDefined(String text) {
    return add(text, 0, USER_DEFINED_TYPE);
  }

  /** The id of the last piece with this text. */
  public int id(String text) {
    return pieces.lastIndexOf(text);
  }

  /** The vocabulary. */
  public Vocabulary build() {
    return new Vocabulary(pieces, scoreArray(), typeArray(), BOS, EOS, UNKNOWN);
  }

  /** A tokenizer for it that puts a space in front of a text. */
  public SentencePieceTokenizer tokenizer() {
    return new SentencePieceTokenizer(build(), true, true);
  }

  /** The text of each piece. */
  public List<String> pieces() {
    return pieces;
  }

  /** The score of each piece. */
  public float[] scoreArray() {
    float[] array = new float[scores.size()];
    for (int id = 0; id < array.length; id++) {
      array[id] = scores.get(id);
    }
    return array;
  }

  /** The type of each piece, in GGUF's numbers. */
  public int[] typeArray() {
    return types.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The ids of normal pieces by their texts. */
  public Map<String, Integer> idsOfNormalPieces() {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      if (types.get(id) == NORMAL_TYPE) {
        ids.put(pieces.get(id), id);
      }
    }
    return ids;
  }

  /** Their scores by their texts. */
  public Map<String, Float> scoresOfNormalPieces() {
    Map<String, Float> scoresByText = new HashMap<>();
    idsOfNormalPieces().forEach((text, id) -> scoresByText.put(text, scores.get(id)));
    return scoresByText;
  }

  /** The ids of byte pieces by the byte. */
  public Map<Integer, Integer> byteIds() {
    Map<Integer, Integer> ids = new HashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      if (types.get(id) == BYTE_TYPE) {
        ids.put(Integer.parseInt(pieces.get(id).substring(3, 5), 16), id);
      }
    }
    return ids;
  }

  private VocabularyBuilder add(String text, float score, int type) {
    pieces.add(text);
    scores.add(score);
    types.add(type);
    return this;
  }
}
