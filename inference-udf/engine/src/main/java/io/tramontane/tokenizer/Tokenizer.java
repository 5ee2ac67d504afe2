package io.tramontane.tokenizer;

import io.tramontane.gguf.GgufMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model's own tokenizer: turns text into the ids that the model reads, and back.
 *
 * <p>Text never becomes a control id, whatever it says: those are put into a prompt as ids.
 * Immutable and safe for use by many threads.
 */
public interface Tokenizer {
  /**
   * The tokenizer that a model file holds.
   *
   * @throws io.tramontane.failure.InvalidInputException if it holds none, one of an unknown kind,
   *     or one that is damaged
   */
  static Tokenizer from(GgufMetadata metadata) {
    return from(metadata, null);
  }

  /**
   * The tokenizer that a model file holds, which may lack the name of how text is split into words.
   *
   * @param preTokenizer that name, such as {@code tekken}, for a file that lacks it; null for one
   *     that does not
   * @throws io.tramontane.failure.InvalidInputException as {@link #from(GgufMetadata)}, or if the
   *     file says another name itself, or is of a kind that has none
   */
  static Tokenizer from(GgufMetadata metadata, @Nullable String preTokenizer) {
    return Tokenizers.from(metadata, preTokenizer);
  }

  /**
   * The ids of a text that stands alone; with a space in front where the model wants one, and
   * without the beginning-of-sequence id. No ids for an empty text.
   */
  int[] encode(String text);

  /** The ids of a text that follows an earlier one: as {@link #encode}, but nothing in front. */
  int[] encodeContinuation(String text);

  /**
   * The text of ids, without what {@link #encode} puts in front. Control ids give nothing; bytes
   * that are no UTF-8 give U+FFFD. The ids of a text need not give it back to the letter: some
   * models want text normalized.
   *
   * @throws IllegalArgumentException if there is no such id
   */
  default String decode(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(bytes(id));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A decoder for ids that arrive one by one. */
  default StreamingDecoder streamingDecoder() {
    return new StreamingDecoder(this);
  }

  /**
   * The UTF-8 bytes that an id stands for: of whole characters, or a part of one. Empty for control
   * ids.
   *
   * @throws IllegalArgumentException if there is no such id
   */
  byte[] bytes(int id);

  /** The id that begins a sequence, if the model has one. */
  OptionalInt bos();

  /** The id that ends a sequence. */
  int eos();

  /** Whether the model wants {@link #bos} in front of a prompt. */
  boolean addsBos();

  /** How many ids there are; they run from 0. */
  int vocabularySize();

  /**
   * The rules that it follows, such as {@code gpt2, tekken, Unicode 16.0}: others may give other
   * ids.
   */
  String rules();

  /** The id of a piece that steers the model and that no text becomes, by its name. */
  OptionalInt control(String piece);

  /**
   * How much of a text is encoded in the same way whatever follows it.
   *
   * @return how many chars at its beginning: their ids, and those of the rest with what follows,
   *     are the ids of the whole
   */
  int settled(String text);

  /**
   * Whether two texts, one behind the other, may have other ids than each of them as a {@linkplain
   * #encodeContinuation continuation}.
   */
  boolean canMerge(String before, String after);
}
