package io.tramontane.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * How likely a text is in each of the languages that Apache OpenNLP's model of language detection
 * knows, by the sequences of one to three letters in it. Immutable, and computed in about a
 * millisecond.
 */
public final class TextLanguage {
  /**
   * How many times as likely one language must be as another to be told from it: of five-word
   * synopses, which are harder than whole sentences, up to 5 in 100 are then taken for another
   * language than their descriptions are in (docs/evaluation.md).
   */
  private static final double TOLD = 1.5;

  private static final class Holder {
    private static final LanguageDetectorModel MODEL = load();
  }

  /** All languages, the most likely first. */
  private final Language[] languages;

  private TextLanguage(Language[] languages) {
    this.languages = languages;
  }

  private static LanguageDetectorModel load() {
    try (InputStream model =
        LanguageDetectorModel.class.getResourceAsStream("/langdetect-183.bin")) {
      return new LanguageDetectorModel(model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The languages of a text, which may be empty: then each is as likely. */
  public static TextLanguage of(String text) {
    return new TextLanguage(new LanguageDetectorME(Holder.MODEL).predictLanguages(text));
  }

  /** Whether one language stands out. */
  public boolean isTold() {
    return isMoreLikelyThan(languages[1]);
  }

  /** Whether this text is in another language than one whose language is told. */
  public boolean isOtherThan(TextLanguage told) {
    String language = told.languages[0].getLang();
    return isMoreLikelyThan(
        Arrays.stream(languages)
            .filter(candidate -> candidate.getLang().equals(language))
            .findFirst()
            .orElseThrow());
  }

  private boolean isMoreLikelyThan(Language other) {
    return languages[0].getConfidence() >= TOLD * other.getConfidence();
  }
}
