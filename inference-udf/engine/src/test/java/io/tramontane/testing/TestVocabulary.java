package io.tramontane.testing;

import io.tramontane.gguf.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small SentencePiece vocabulary for test models, of any size in a range: three control pieces,
 * all bytes, then text: a space, letters, some punctuation, syllables such as {@code ba} and {@code
 * ▁ba}.
 */
public final class TestVocabulary {
  /** The id that begins a sequence. */
  public static final int BOS = VocabularyBuilder.BOS;

  /** The id that ends a sequence. */
  public static final int EOS = VocabularyBuilder.EOS;

  /** Ids from here on are text, whole characters each. */
  public static final int FIRST_TEXT = 3 + 256;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final String PUNCTUATION = ".,:!?-";
  private static final List<String> TEXT = text();

  /** With space, letters and punctuation only. */
  public static final int SMALLEST = FIRST_TEXT + 1 + LETTERS.length() + PUNCTUATION.length();

  /** With all syllables. */
  public static final int LARGEST = FIRST_TEXT + TEXT.size();

  private TestVocabulary() {}

  /** Whether an id stands for text rather than for a byte or for control. */
  public static boolean isText(int id) {
    return id >= FIRST_TEXT;
  }

  /** What a model file says of its tokenizer. */
  public static Map<String, MetadataValue> metadata(int size) {
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException(
          "Cannot make a vocabulary of %s pieces: from %s to %s are possible."
              .formatted(size, SMALLEST, LARGEST));
    }
    VocabularyBuilder builder =
        new VocabularyBuilder()
            .bytes()
            .normal(TEXT.subList(0, size - FIRST_TEXT).toArray(String[]::new));
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("tokenizer.ggml.model", MetadataValue.string("llama"));
    metadata.put("tokenizer.ggml.tokens", MetadataValue.strings(builder.pieces()));
    metadata.put("tokenizer.ggml.scores", MetadataValue.float32s(builder.scoreArray()));
    metadata.put("tokenizer.ggml.token_type", MetadataValue.int32s(builder.typeArray()));
    metadata.put("tokenizer.ggml.bos_token_id", MetadataValue.uint32(BOS));
    metadata.put("tokenizer.ggml.eos_token_id", MetadataValue.uint32(EOS));
    metadata.put(
        "tokenizer.ggml.unknown_token_id", MetadataValue.uint32(VocabularyBuilder.UNKNOWN));
    metadata.put("tokenizer.ggml.add_bos_token", MetadataValue.bool(true));
    return metadata;
  }

  private static List<String> text() {
    List<String> pieces = new ArrayList<>();
    pieces.add("▁");
    for (char each : (LETTERS + PUNCTUATION).toCharArray()) {
      pieces.add(String.valueOf(each));
    }
    for (String start : List.of("", "▁")) {
      for (char consonant : "bcdfghjklmnpqrstvwxz".toCharArray()) {
        for (char vowel : "aeiou".toCharArray()) {
          pieces.add(start + consonant + vowel);
        }
      }
    }
    return pieces;
  }
}
