package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RougeTest {
  /** Lin 2004, section 3: the reference S1 and the candidates S2, S3 and S4. */
  private static final String S1 = "police killed the gunman";

  private static final String S2 = "police kill the gunman";
  private static final String S3 = "the gunman kill police";
  private static final String S4 = "the gunman police killed";

  @Test
  void tellsWordOrderAsInThePaper() {
    assertThat(rouge(S2, S1).longestCommonSubsequence()).isEqualTo(new Overlap(0.75, 0.75));
    assertThat(rouge(S3, S1).longestCommonSubsequence()).isEqualTo(new Overlap(0.5, 0.5));
    // "S2 and S3 have the same ROUGE-2 score, since they both have one bigram, i.e. the gunman."
    assertThat(rouge(S2, S1).bigrams()).isEqualTo(rouge(S3, S1).bigrams());
    // "LCS counts only the main in-sequence words: S4 has the same ROUGE-L as S3, ROUGE-2 prefers
    // it."
    assertThat(rouge(S4, S1).longestCommonSubsequence()).isEqualTo(new Overlap(0.5, 0.5));
    assertThat(rouge(S4, S1).bigrams().f1()).isGreaterThan(rouge(S3, S1).bigrams().f1());
  }

  /**
   * The texts and the figures of rouge/testdata and rouge/rouge_scorer_test.py of
   * google-research/google-research (Apache-2.0), where the figures "are taken from manual runs of
   * ROUGE-1.5.5", without stemming.
   */
  @Test
  void agreesWithTheOriginalPerlProgram() {
    Rouge first =
        rouge(
            "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi",
            "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L");
    assertOverlap(first.unigrams(), 0.68750, 0.40741, 0.51163);
    assertOverlap(first.bigrams(), 0.53333, 0.30769, 0.39024);
    assertOverlap(first.longestCommonSubsequence(), 0.68750, 0.40741, 0.51163);
    Rouge second =
        rouge(
            "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD",
            "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN");
    assertOverlap(second.unigrams(), 0.65385, 0.40476, 0.50000);
    assertOverlap(second.bigrams(), 0.48000, 0.29268, 0.36364);
    assertOverlap(second.longestCommonSubsequence(), 0.65385, 0.40476, 0.50000);
  }

  @Test
  void countsAWordAsOftenAsBothHaveIt() {
    assertThat(rouge("the the the", "the cat the").unigrams())
        .isEqualTo(new Overlap(2.0 / 3, 2.0 / 3));
  }

  @Test
  void theGoldItselfIsPerfectAndWhatHasNothingInCommonIsNothing() {
    Rouge same = rouge("Ein Maß, zwei Bier.", "ein maß zwei bier");
    assertThat(List.of(same.unigrams(), same.bigrams(), same.longestCommonSubsequence()))
        .containsOnly(new Overlap(1, 1));
    assertThat(rouge("", "a b")).isEqualTo(Rouge.NONE);
    assertThat(rouge("c d", "a b")).isEqualTo(Rouge.NONE);
    assertThat(Overlap.NONE.f1()).isZero();
  }

  @Test
  void wordsAreOfAnyScriptAndInOneForm() {
    assertThat(Words.of("C'est l’été: 3,5 km! हिन्दी"))
        .containsExactly("c", "est", "l", "été", "3", "5", "km", "हिन्दी");
    assertThat(Words.of("e\u0301te\u0301")).isEqualTo(Words.of("\u00e9t\u00e9"));
  }

  private static Rouge rouge(String summary, String gold) {
    return Rouge.of(Words.of(summary), Words.of(gold));
  }

  private static void assertOverlap(Overlap overlap, double precision, double recall, double f1) {
    assertThat(overlap.precision()).isCloseTo(precision, within(5e-6));
    assertThat(overlap.recall()).isCloseTo(recall, within(5e-6));
    assertThat(overlap.f1()).isCloseTo(f1, within(5e-6));
  }
}
