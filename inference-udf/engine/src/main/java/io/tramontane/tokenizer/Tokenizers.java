package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The kinds of tokenizers, by their names in GGUF files. */
final class Tokenizers {
  /** The key that names a file's kind. */
  static final String MODEL_KEY = "tokenizer.ggml.model";

  /** How a kind is read from a file, with what is said beside it of how text is split. */
  private interface Reader extends BiFunction<GgufMetadata, @Nullable String, Tokenizer> {}

  private static final Map<String, Reader> BY_MODEL =
      new TreeMap<>(
          Map.of(
              SentencePieceTokenizer.MODEL, SentencePieceTokenizer::from,
              ByteLevelTokenizer.MODEL, ByteLevelTokenizer::from));

  private Tokenizers() {}

  /**
   * An id that there is.
   *
   * @throws IllegalArgumentException if there is none such
   */
  static int checked(int id, int vocabularySize) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          "Cannot decode id " + id + ": ids run from 0 to " + (vocabularySize - 1) + ".");
    }
    return id;
  }

  static Tokenizer from(GgufMetadata metadata, @Nullable String preTokenizer) {
    String model = metadata.string(MODEL_KEY);
    Reader kind = BY_MODEL.get(model);
    if (kind == null) {
      throw new InvalidInputException(
          "Cannot use tokenizer %s: it is none of %s. Use a model with one of these."
              .formatted(model, BY_MODEL.keySet()));
    }
    return kind.apply(metadata, preTokenizer);
  }
}
