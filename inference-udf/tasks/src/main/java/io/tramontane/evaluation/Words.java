package io.tramontane.evaluation;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The words of a text, as all metrics of summaries count them: lower-cased runs of letters (with
 * their combining marks) and digits, in any script and in Unicode's composed form (NFC). There is
 * no stemming. Letters are those of Unicode 13, whatever the JDK knows.
 *
 * <p>For ASCII text these are the tokens of Google's {@code rouge_score} without its stemmer. In
 * scripts without spaces between words, a run of characters counts as one word.
 */
public final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private Words() {}

  /** The words, in order. */
  public static List<String> of(String text) {
    String composed =
        Normalizer.normalize(NewerLetters.blanked(text), Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT);
    return WORD.matcher(composed).results().map(MatchResult::group).toList();
  }
}
