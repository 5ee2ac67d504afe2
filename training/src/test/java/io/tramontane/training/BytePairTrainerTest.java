package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.tokenizer.Tokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {
  private static TrainedVocabulary vocabulary(int textPieces, String... texts) {
    BytePairTrainer trainer = new BytePairTrainer();
    for (String text : texts) {
      trainer.add(text, 100);
    }
    return trainer.train(TrainedVocabulary.SPECIAL_PIECES + textPieces);
  }

  /** The example of Sennrich et al. 2016, section 3.2: es, est, est with the end, lo, low. */
  @Test
  void mergesTheMostFrequentPairFirst() {
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.add(" low", 500);
    trainer.add(" lower", 200);
    trainer.add(" newest", 600);
    trainer.add(" widest", 300);
    // ▁, d, e, i, l, n, o, r, s, t, w have pieces of their own.
    TrainedVocabulary trained = trainer.train(TrainedVocabulary.SPECIAL_PIECES + 11 + 2);

    assertThat(trained.pieces().subList(0, 2)).containsExactly("es", "est");
  }

  @Test
  void piecesStayWithinWordsNumbersAndPunctuation() {
    TrainedVocabulary trained = vocabulary(1000, "ab12(cd) ab12(cd)\nab12(cd)");

    assertThat(trained.pieces())
        .contains("ab", "cd", "▁ab")
        .noneMatch(piece -> piece.matches(".*[a-z].*[0-9(].*|.*[0-9].*[0-9].*|.*\n.*"));
  }

  @Test
  void anyTextCanBeWrittenAndReadAgain() {
    Tokenizer tokenizer = vocabulary(60, "some words to begin with").tokenizer();
    String text = "Some wörds,\n\twith 日本 and 42.";

    assertThat(tokenizer.decode(tokenizer.encodeContinuation(text))).isEqualTo(text);
    assertThat(tokenizer.encodeContinuation(" words")).hasSizeLessThan(6);
  }

  @Test
  void frequentWordsBecomeOneToken() {
    Tokenizer tokenizer = vocabulary(500, " libdevel", " python", " doc").tokenizer();

    for (String label : List.of(" libdevel", " python", " doc")) {
      assertThat(tokenizer.encodeContinuation(label)).hasSize(1);
    }
  }

  @Test
  void theSameTextsGiveTheSamePieces() {
    String[] texts = {"the quick brown fox", "jumps over the lazy dog", "the other day"};

    assertThat(vocabulary(200, texts)).isEqualTo(vocabulary(200, texts));
  }
}
