package io.tramontane.training;

import io.tramontane.tokenizer.SentencePieceTokenizer;
import io.tramontane.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A SentencePiece vocabulary: unknown, beginning and end of sequence, the 256 bytes, then pieces of
 * text in the order in which they merge, with U+2581 for a space.
 *
 * @param pieces the text pieces alone
 */
record TrainedVocabulary(List<String> pieces) {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;
  private static final int BOS = 1;
  private static final int EOS = 2;
  private static final int BYTES = 256;

  /** How many ids come before the first piece of text. */
  static final int SPECIAL_PIECES = 3 + BYTES;

  TrainedVocabulary {
    pieces = List.copyOf(pieces);
  }

  /** Reads what {@link #write} wrote. */
  static TrainedVocabulary read(Path file) throws IOException {
    return new TrainedVocabulary(Files.readAllLines(file));
  }

  /** Writes the pieces of text, one a line; no piece has a line break. */
  void write(Path file) throws IOException {
    Files.write(file, pieces);
  }

  int size() {
    return SPECIAL_PIECES + pieces.size();
  }

  /** The tokenizer of the job for this vocabulary. */
  SentencePieceTokenizer tokenizer() {
    return new SentencePieceTokenizer(
        new Vocabulary(allPieces(), scores(), types(), BOS, EOS, 0), true, true);
  }

  private List<String> allPieces() {
    List<String> all = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    IntStream.range(0, BYTES)
        .mapToObj(value -> String.format(Locale.ROOT, "<0x%02X>", value))
        .forEach(all::add);
    all.addAll(pieces);
    return all;
  }

  /** The earlier a piece was made, the sooner its parts merge. */
  private float[] scores() {
    float[] scores = new float[size()];
    for (int piece = 0; piece < pieces.size(); piece++) {
      scores[SPECIAL_PIECES + piece] = -piece;
    }
    return scores;
  }

  private int[] types() {
    int[] types = new int[size()];
    Arrays.fill(types, NORMAL);
    Arrays.fill(types, 0, SPECIAL_PIECES, BYTE);
    types[0] = UNKNOWN;
    types[BOS] = CONTROL;
    types[EOS] = CONTROL;
    return types;
  }
}
