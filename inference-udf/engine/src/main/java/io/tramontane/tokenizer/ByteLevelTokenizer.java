package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.tokenizer.UserDefinedPieces.Fragment;
import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Byte-level byte-pair encoding, as GPT-2 introduced it (Radford et al., "Language Models are
 * Unsupervised Multitask Learners", 2019) and most models after it use it: text is split into words
 * by the rules of its vocabulary, and the UTF-8 bytes of each word are merged by rank. Qwen's
 * vocabularies are for text in NFC: other text is brought into that form, and decoding its ids
 * gives that form back.
 *
 * <p>Text never becomes a control piece, nor a user-defined one that is written like one, in angle
 * or square brackets. Other user-defined pieces are taken wherever their text stands. An unpaired
 * surrogate is encoded as U+FFFD. A byte that has no piece, of which SmolLM2's vocabulary lacks one
 * and StarCoder2's fourteen, is left out, as Hugging Face's tokenizers and llama.cpp do: the model
 * knows nothing that stands for it.
 *
 * <p>A text of n characters takes O(n log n) time.
 */
public final class ByteLevelTokenizer implements Tokenizer {
  /** Its name in GGUF files. */
  static final String MODEL = "gpt2";

  private static final int NONE = -1;

  private final ByteLevelVocabulary vocabulary;
  private final ByteLevelFormat format;
  private final RankedMerges merges;
  private final UserDefinedPieces userDefinedPieces;
  private final int bos;
  private final int eos;
  private final boolean addsBos;

  private ByteLevelTokenizer(
      ByteLevelVocabulary vocabulary,
      ByteLevelFormat format,
      RankedMerges merges,
      int bos,
      int eos,
      boolean addsBos) {
    this.vocabulary = vocabulary;
    this.format = format;
    this.merges = merges;
    this.userDefinedPieces = new UserDefinedPieces(vocabulary.userDefined());
    this.bos = bos;
    this.eos = eos;
    this.addsBos = addsBos;
  }

  /**
   * Reads the tokenizer that a model file holds.
   *
   * @throws InvalidInputException if it is damaged, or does not say how text is split into words
   */
  static ByteLevelTokenizer from(GgufMetadata metadata, @Nullable String preTokenizer) {
    ByteLevelFormat format = ByteLevelFormat.of(metadata, preTokenizer);
    ByteLevelVocabulary vocabulary =
        new ByteLevelVocabulary(
            metadata.strings("tokenizer.ggml.tokens"),
            metadata.integers("tokenizer.ggml.token_type"));
    int bos = metadata.integer("tokenizer.ggml.bos_token_id", NONE);
    int eos = metadata.integer("tokenizer.ggml.eos_token_id");
    requireId("beginning-of-sequence", bos, NONE, vocabulary);
    requireId("end-of-sequence", eos, 0, vocabulary);
    return new ByteLevelTokenizer(
        vocabulary,
        format,
        new RankedMerges(metadata.strings("tokenizer.ggml.merges"), vocabulary.ids()),
        bos,
        eos,
        bos != NONE && metadata.booleanValue("tokenizer.ggml.add_bos_token", format.addsBos()));
  }

  private static void requireId(String name, int id, int first, ByteLevelVocabulary vocabulary) {
    if (id < first || id >= vocabulary.size()) {
      throw new InvalidInputException(
          "Cannot use the vocabulary: the %s id is %s, but ids run from 0 to %s. Convert the model again."
              .formatted(name, id, vocabulary.size() - 1));
    }
  }

  @Override
  public int[] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    for (Fragment fragment : userDefinedPieces.cut(text)) {
      if (fragment.isUserDefined()) {
        ids.add(fragment.id());
      } else {
        addWords(new Characters(format.normalization().of(fragment.text())), ids);
      }
    }
    return ids.build().toArray();
  }

  /** Nothing is ever put in front. */
  @Override
  public int[] encodeContinuation(String text) {
    return encode(text);
  }

  private void addWords(Characters text, IntStream.Builder ids) {
    for (int start = 0; start < text.length(); ) {
      int end = format.splitter().end(text, start);
      addWord(text, start, end, ids);
      start = end;
    }
  }

  private void addWord(Characters text, int start, int end, IntStream.Builder ids) {
    byte[] bytes = expressible(text, start, end);
    if (format.takesWholeWords() && bytes.length <= vocabulary.longestPiece()) {
      int id = vocabulary.id(ByteAlphabet.written(bytes));
      if (id != NONE) {
        ids.add(id);
        return;
      }
    }
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      symbols[i] = vocabulary.byteId(bytes[i]);
    }
    for (int id : PairMerger.merge(merges, symbols)) {
      ids.add(id);
    }
  }

  private byte[] expressible(Characters text, int start, int end) {
    byte[] bytes = text.utf8(start, end);
    if (vocabulary.hasAllBytes()) {
      return bytes;
    }
    ByteArrayOutputStream expressible = new ByteArrayOutputStream(bytes.length);
    for (byte value : bytes) {
      if (vocabulary.hasByte(value)) {
        expressible.write(value);
      }
    }
    return expressible.toByteArray();
  }

  @Override
  public int settled(String text) {
    if (!userDefinedPieces.isEmpty()) {
      return 0;
    }
    Normalization normalization = format.normalization();
    Characters characters = new Characters(normalization.settled(text));
    int settled = 0;
    for (int start = 0; start < characters.length(); ) {
      start = format.splitter().end(characters, start);
      // White space at an end is split in another way than within a text.
      if (!characters.endWasSeen()
          && !characters.is(start - 1, CharacterClasses.SPACE)
          && normalization.canCut(characters, start)) {
        settled = start;
      }
    }
    return characters.chars(0, settled);
  }

  /** Words take in what stands around them. */
  @Override
  public boolean canMerge(String before, String after) {
    return !before.isEmpty() && !after.isEmpty();
  }

  @Override
  public byte[] bytes(int id) {
    return vocabulary.bytes(Tokenizers.checked(id, vocabulary.size()));
  }

  @Override
  public OptionalInt bos() {
    return bos == NONE ? OptionalInt.empty() : OptionalInt.of(bos);
  }

  @Override
  public int eos() {
    return eos;
  }

  @Override
  public boolean addsBos() {
    return addsBos;
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public String rules() {
    return "%s, %s, %sUnicode %s"
        .formatted(MODEL, format.name(), format.normalization().rule(), CharacterClasses.UNICODE);
  }

  @Override
  public OptionalInt control(String piece) {
    return vocabulary.control(piece);
  }
}
