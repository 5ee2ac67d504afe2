package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.tokenizer.TiktokenSplitter.ContractionPlace;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes the byte-level vocabularies, by the name that GGUF files give it under {@code
 * tokenizer.ggml.pre}.
 *
 * @param name of the format; several names of files may mean the same
 * @param normalization of text before it is split; files do not say it, it is the publishers'
 * @param splitter of text into words
 * @param takesWholeWords whether a word that is a piece is taken as it is, also where merging would
 *     not arrive at it
 * @param addsBos whether the beginning-of-sequence id stands in front of a prompt where the file
 *     does not say
 */
record ByteLevelFormat(
    String name,
    Normalization normalization,
    WordSplitter splitter,
    boolean takesWholeWords,
    boolean addsBos) {
  /** The key that names it. */
  static final String KEY = "tokenizer.ggml.pre";

  private static final ByteLevelFormat GPT_2 =
      new ByteLevelFormat("gpt-2", Normalization.NONE, new Gpt2Splitter(false), false, false);
  private static final ByteLevelFormat STARCODER =
      new ByteLevelFormat("smollm", Normalization.NONE, new Gpt2Splitter(true), false, false);
  private static final ByteLevelFormat LLAMA_3 =
      new ByteLevelFormat(
          "llama-bpe",
          Normalization.NONE,
          new TiktokenSplitter(ContractionPlace.ALONE, false, 3, false),
          true,
          true);
  private static final ByteLevelFormat DBRX =
      new ByteLevelFormat(
          "dbrx",
          Normalization.NONE,
          new TiktokenSplitter(ContractionPlace.ALONE, false, 3, false),
          false,
          false);
  private static final ByteLevelFormat QWEN_2 =
      new ByteLevelFormat(
          "qwen2",
          Normalization.NFC,
          new TiktokenSplitter(ContractionPlace.ALONE, false, 1, false),
          false,
          false);
  private static final ByteLevelFormat GPT_4O =
      new ByteLevelFormat(
          "gpt-4o",
          Normalization.NONE,
          new TiktokenSplitter(ContractionPlace.BEHIND_LETTERS, true, 3, true),
          true,
          false);
  private static final ByteLevelFormat TEKKEN =
      new ByteLevelFormat(
          "tekken",
          Normalization.NONE,
          new TiktokenSplitter(ContractionPlace.NONE, true, 1, true),
          true,
          true);

  private static final Map<String, ByteLevelFormat> BY_NAME =
      new TreeMap<>(
          Map.of(
              "gpt-2", GPT_2,
              "olmo", GPT_2,
              "smollm", STARCODER,
              "refact", STARCODER,
              "llama-bpe", LLAMA_3,
              "dbrx", DBRX,
              "qwen2", QWEN_2,
              "gpt-4o", GPT_4O,
              "tekken", TEKKEN,
              // The same vocabulary, which converters name so since they hash it differently.
              "pixtral", TEKKEN));

  /**
   * The one of a model file.
   *
   * @param configured its name for a file that does not say it, or null
   * @throws InvalidInputException if nobody says it, both do, or none is called so
   */
  static ByteLevelFormat of(GgufMetadata metadata, @Nullable String configured) {
    String stored = metadata.has(KEY) ? metadata.string(KEY) : null;
    if (stored != null && configured != null && !stored.equals(configured)) {
      throw new InvalidInputException(
          "Cannot split text as %s does: the model's file says %s in %s. Remove model.pre-tokenizer."
              .formatted(configured, stored, KEY));
    }
    String name = stored == null ? configured : stored;
    if (name == null) {
      throw new InvalidInputException(
          "Cannot use tokenizer gpt2: the file has no %s, so how text is split into words is not known. Convert the model again with a converter that writes it, or name it with model.pre-tokenizer."
              .formatted(KEY));
    }
    return named(name);
  }

  /** The one that is called so. */
  static ByteLevelFormat named(String name) {
    ByteLevelFormat format = BY_NAME.get(name);
    if (format == null) {
      throw new InvalidInputException(
          "Cannot use tokenizer gpt2 with %s %s: it is none of %s. Use a model with one of these."
              .formatted(KEY, name, BY_NAME.keySet()));
    }
    return format;
  }
}
