package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.testing.VocabularyBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final List<String> PIECES = List.of("<unk>", "<s>", "</s>", "a");
  private static final float[] SCORES = {0, 0, 0, -1};
  private static final int[] TYPES = {2, 3, 3, 1};

  @Test
  void rejectsListsOfUnlikeLength() {
    assertRejected(
        () -> new Vocabulary(PIECES, new float[3], TYPES, 1, 2, 0),
        "it has 4 pieces, 3 scores, 4 types; there must be equally many, and at least one");
    assertRejected(
        () -> new Vocabulary(PIECES, SCORES, new int[] {2, 3, 3, 1, 1}, 1, 2, 0),
        "it has 4 pieces, 4 scores, 5 types; there must be equally many, and at least one");
    assertRejected(
        () -> new Vocabulary(List.of(), new float[0], new int[0], 1, 2, 0),
        "it has 0 pieces, 0 scores, 0 types; there must be equally many, and at least one");
  }

  @Test
  void rejectsIdsThatAreNone() {
    assertRejected(
        () -> new Vocabulary(PIECES, SCORES, TYPES, 4, 2, 0),
        "the beginning-of-sequence id is 4, but ids run from 0 to 3");
    assertRejected(
        () -> new Vocabulary(PIECES, SCORES, TYPES, 1, -1, 0),
        "the end-of-sequence id is -1, but ids run from 0 to 3");
    assertRejected(
        () -> new Vocabulary(PIECES, SCORES, TYPES, 1, 2, 9),
        "the unknown id is 9, but ids run from 0 to 3");
  }

  @Test
  void rejectsATypeThatIsNone() {
    assertThatThrownBy(() -> new Vocabulary(PIECES, SCORES, new int[] {2, 3, 3, 7}, 1, 2, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read the vocabulary: 7 is no token type; 1 to 6 are known."
                + " Convert the model again.");
  }

  @Test
  void rejectsAScoreThatIsNoNumber() {
    assertRejected(
        () -> new Vocabulary(PIECES, new float[] {0, 0, 0, Float.NaN}, TYPES, 1, 2, 0),
        "the score of piece 3 is not a number");
  }

  /** All ways to cut it in two are looked at, which takes quadratic time. */
  @Test
  void rejectsAPieceOfAbsurdLength() {
    List<String> pieces = List.of("<unk>", "<s>", "</s>", "a".repeat(1025));

    assertRejected(
        () -> new Vocabulary(pieces, SCORES, TYPES, 1, 2, 0),
        "piece 3 has 1025 characters, more than 1024");
    assertThat(
            new Vocabulary(
                    List.of("<unk>", "<s>", "</s>", "a".repeat(1024)), SCORES, TYPES, 1, 2, 0)
                .size())
        .isEqualTo(4);
  }

  @Test
  void rejectsAVocabularyThatCannotExpressEveryText() {
    assertRejected(
        () -> new Vocabulary(PIECES, SCORES, TYPES, 1, 2, Vocabulary.NONE),
        "it has neither byte pieces nor an unknown piece, so it cannot express every text");
  }

  @Test
  void rejectsIncompleteOrOddBytePieces() {
    assertRejected(
        () -> withLastPieces("<0x41>"),
        "it has 1 of the 256 byte pieces; there must be all or none");
    assertRejected(() -> withLastPieces("<0x41>", "<0x41>"), "pieces 4 and 5 are the same byte");
    assertRejected(() -> withLastPieces("<0x4>"), "byte piece 4 is not written <0x00> to <0xFF>");
  }

  private static void withLastPieces(String... bytePieces) {
    VocabularyBuilder builder = new VocabularyBuilder().normal("a");
    List<String> pieces = new ArrayList<>(builder.pieces());
    pieces.addAll(List.of(bytePieces));
    int[] types = Arrays.copyOf(builder.typeArray(), pieces.size());
    Arrays.fill(types, 4, types.length, 6);
    new Vocabulary(pieces, new float[pieces.size()], types, 1, 2, 0);
  }

  private static void assertRejected(ThrowingCallable making, String problem) {
    assertThatThrownBy(making)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot use the vocabulary: " + problem + ". Convert the model again.");
  }
}
