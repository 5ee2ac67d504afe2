package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.tokenizer.UserDefinedPieces.Fragment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece byte-pair encoding as Llama and Mistral models use it (Kudo and Richardson,
 * "SentencePiece: A simple and language independent subword tokenizer and detokenizer for Neural
 * Text Processing", 2018), with the identity normalization.
 *
 * <p>Encoding gives the ids that llama.cpp gives when it takes control strings as plain text, with
 * one difference: text never becomes a control, unknown, byte or unused piece, not even where
 * merging would arrive at its name. So {@code <s>}, {@code </s>}, {@code <unk>} and {@code <0x41>}
 * in a text are the characters they are written with. A character without a piece becomes the byte
 * pieces of its UTF-8, or, where the vocabulary has none, one unknown id.
 *
 * <p>A user-defined piece is taken wherever its text stands, the longest first, before anything is
 * merged; what follows it is encoded like the beginning of a text. An unpaired surrogate is encoded
 * as U+FFFD. U+2581 (▁) is how pieces write a space, so the character itself is encoded, and
 * decoded, as a space.
 *
 * <p>A text of n characters takes O(n log n) time.
 */
public final class SentencePieceTokenizer implements Tokenizer {
  /** Its name in GGUF files. */
  static final String MODEL = "llama";

  private static final int SPACE = '▁';
  private static final int REPLACEMENT = '\uFFFD';

  /** In chars. */
  private static final int STRETCH = 1 << 14;

  private final Vocabulary vocabulary;
  private final MergeTable mergeTable;
  private final UserDefinedPieces userDefinedPieces;
  private final boolean addsSpace;
  private final boolean addsBos;

  /**
   * A tokenizer over a vocabulary.
   *
   * @param vocabulary the pieces
   * @param addsSpace whether a space is put in front of a text (SentencePiece's dummy prefix), so
   *     that its first word is encoded like the words within
   * @param addsBos whether the model wants its beginning-of-sequence token in front of a prompt;
   *     {@link #encode} never adds it
   */
  public SentencePieceTokenizer(Vocabulary vocabulary, boolean addsSpace, boolean addsBos) {
    this.vocabulary = vocabulary;
    this.mergeTable = new MergeTable(vocabulary);
    this.userDefinedPieces = new UserDefinedPieces(vocabulary.userDefined());
    this.addsSpace = addsSpace;
    this.addsBos = addsBos;
  }

  /**
   * Reads the tokenizer that a model file holds.
   *
   * @throws InvalidInputException if it is damaged
   */
  static SentencePieceTokenizer from(GgufMetadata metadata, @Nullable String preTokenizer) {
    if (preTokenizer != null) {
      throw new InvalidInputException(
          "Cannot split text as %s does: the model's tokenizer is of kind %s, which does not split it. Remove model.pre-tokenizer."
              .formatted(preTokenizer, MODEL));
    }
    Vocabulary vocabulary =
        new Vocabulary(
            metadata.strings("tokenizer.ggml.tokens"),
            metadata.floats("tokenizer.ggml.scores"),
            metadata.integers("tokenizer.ggml.token_type"),
            metadata.integer("tokenizer.ggml.bos_token_id"),
            metadata.integer("tokenizer.ggml.eos_token_id"),
            metadata.integer("tokenizer.ggml.unknown_token_id", Vocabulary.NONE));
    // Absent, both are true: so it was before GGUF had these keys.
    return new SentencePieceTokenizer(
        vocabulary,
        metadata.booleanValue("tokenizer.ggml.add_space_prefix", true),
        metadata.booleanValue("tokenizer.ggml.add_bos_token", true));
  }

  /** What a GGUF file says of it, so that {@link Tokenizer#from} reads the same. */
  public Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put(Tokenizers.MODEL_KEY, MetadataValue.string(MODEL));
    metadata.putAll(vocabulary.metadata());
    metadata.put("tokenizer.ggml.add_space_prefix", MetadataValue.bool(addsSpace));
    metadata.put("tokenizer.ggml.add_bos_token", MetadataValue.bool(addsBos));
    return metadata;
  }

  @Override
  public int[] encode(String text) {
    return encode(text, addsSpace);
  }

  @Override
  public int[] encodeContinuation(String text) {
    return encode(text, false);
  }

  @Override
  public String decode(int[] ids) {
    String text = Tokenizer.super.decode(ids);
    return addsSpace && text.startsWith(" ") ? text.substring(1) : text;
  }

  @Override
  public byte[] bytes(int id) {
    return vocabulary.bytes(Tokenizers.checked(id, vocabulary.size()));
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.of(vocabulary.bos());
  }

  @Override
  public int eos() {
    return vocabulary.eos();
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
    return MODEL;
  }

  @Override
  public OptionalInt control(String piece) {
    return vocabulary.control(piece);
  }

  /** Up to a character that no piece has others behind, or to spaces, if pieces begin with them. */
  @Override
  public int settled(String text) {
    if (!userDefinedPieces.isEmpty()) {
      return 0;
    }
    int end = text.length();
    while (end > 0 && !isBorder(text, end)) {
      end = text.offsetByCodePoints(end, -1);
    }
    return end;
  }

  private boolean isBorder(String text, int place) {
    int before = text.codePointBefore(place);
    return place < text.length()
        ? isBorder(before, text.codePointAt(place))
        : !vocabulary.isContinued(normalized(before));
  }

  private boolean isBorder(int before, int after) {
    int last = normalized(before);
    int first = normalized(after);
    return !vocabulary.isContinued(last)
        || !vocabulary.isContinuing(first)
        || (first == SPACE && last != SPACE && !vocabulary.mergesAcrossSpaces());
  }

  @Override
  public boolean canMerge(String before, String after) {
    return !userDefinedPieces.isEmpty()
        || (!before.isEmpty()
            && !after.isEmpty()
            && !isBorder(before.codePointBefore(before.length()), after.codePointAt(0)));
  }

  private int[] encode(String text, boolean spaceInFront) {
    IntStream.Builder ids = IntStream.builder();
    boolean addSpace = spaceInFront;
    for (Fragment fragment : userDefinedPieces.cut(text)) {
      if (fragment.isUserDefined()) {
        ids.add(fragment.id());
        addSpace = addsSpace;
      } else {
        addIds(fragment.text(), addSpace, ids);
        addSpace = false;
      }
    }
    return ids.build().toArray();
  }

  private void addIds(String text, boolean addSpace, IntStream.Builder ids) {
    for (int start = 0; start < text.length(); ) {
      int end = endOfStretch(text, start);
      addStretch(text.substring(start, end), addSpace && start == 0, ids);
      start = end;
    }
  }

  /**
   * Where a stretch ends that nothing merges out of: short, where the text allows it, since merging
   * takes many times the memory of the text.
   */
  private int endOfStretch(String text, int start) {
    if (text.length() - start <= STRETCH) {
      return text.length();
    }
    for (int end = start + STRETCH; end > start; end--) {
      if (isStretchBorder(text, end)) {
        return end;
      }
    }
    int end = start + STRETCH + 1;
    while (end < text.length() && !isStretchBorder(text, end)) {
      end++;
    }
    return end;
  }

  private boolean isStretchBorder(String text, int place) {
    return !Character.isLowSurrogate(text.charAt(place)) && isBorder(text, place);
  }

  private void addStretch(String text, boolean addSpace, IntStream.Builder ids) {
    IntStream space = addSpace ? IntStream.of(SPACE) : IntStream.empty();
    int[] characters =
        IntStream.concat(space, text.codePoints().map(SentencePieceTokenizer::normalized))
            .map(mergeTable::symbol)
            .toArray();
    for (int symbol : PairMerger.merge(mergeTable, characters)) {
      if (symbol >= 0) {
        ids.add(symbol);
      } else {
        addFallback(~symbol, ids);
      }
    }
  }

  private static int normalized(int codePoint) {
    if (codePoint == ' ') {
      return SPACE;
    }
    boolean isSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return isSurrogate ? REPLACEMENT : codePoint;
  }

  private void addFallback(int codePoint, IntStream.Builder ids) {
    if (!vocabulary.hasBytePieces()) {
      ids.add(vocabulary.unknown());
      return;
    }
    for (byte value : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      ids.add(vocabulary.byteId(value));
    }
  }
}
