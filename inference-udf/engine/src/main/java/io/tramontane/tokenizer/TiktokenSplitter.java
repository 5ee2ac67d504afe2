package io.tramontane.tokenizer;

import static io.tramontane.tokenizer.CharacterClasses.LETTER;
import static io.tramontane.tokenizer.CharacterClasses.LINE_END;
import static io.tramontane.tokenizer.CharacterClasses.LOWER;
import static io.tramontane.tokenizer.CharacterClasses.MARK;
import static io.tramontane.tokenizer.CharacterClasses.NUMBER;
import static io.tramontane.tokenizer.CharacterClasses.SPACE;
import static io.tramontane.tokenizer.CharacterClasses.UNCASED;
import static io.tramontane.tokenizer.CharacterClasses.UPPER;

/**
 * The splitting of OpenAI's later encodings and those made after them: Llama 3, Qwen, tekken. With
 * contractions in front, up to three digits, no case and no slashes it is cl100k_base's:
 *
 * <pre>
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*
 * |\s*[\r\n]+|\s+(?!\S)|\s+
 * </pre>
 *
 * With contractions behind words, case and slashes it is o200k_base's, in which letters are
 *
 * <pre>
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * </pre>
 *
 * @param contractions where they are split off
 * @param splitsByCase whether a word ends before an upper case letter that follows a lower case
 *     one; marks then count as letters
 * @param maxDigits the most digits in a word
 * @param takesSlashes whether punctuation takes slashes behind its line ends
 */
record TiktokenSplitter(
    ContractionPlace contractions, boolean splitsByCase, int maxDigits, boolean takesSlashes)
    implements WordSplitter {
  private static final int NO_WORD = -1;
  private static final int UPPER_PART = UPPER | UNCASED | MARK;
  private static final int LOWER_PART = LOWER | UNCASED | MARK;

  /** Where contractions are. */
  enum ContractionPlace {
    /** Words of their own. */
    ALONE,
    /** The end of a word. */
    BEHIND_LETTERS,
    /** Nowhere. */
    NONE
  }

  @Override
  public int end(Characters text, int start) {
    if (contractions == ContractionPlace.ALONE) {
      int contraction = Contractions.end(text, start, true);
      if (contraction > start) {
        return contraction;
      }
    }
    int letters = splitsByCase ? endOfCasedWord(text, start) : endOfWord(text, start);
    if (letters != NO_WORD) {
      return contractions == ContractionPlace.BEHIND_LETTERS
          ? Contractions.end(text, letters, true)
          : letters;
    }
    if (text.is(start, NUMBER)) {
      return endOfDigits(text, start);
    }
    int first = text.is(start, character -> character == ' ') ? start + 1 : start;
    if (text.isOther(first, SPACE | LETTER | NUMBER)) {
      return endOfTail(text, text.endOfOthers(first, SPACE | LETTER | NUMBER));
    }
    return endOfSpaces(text, start);
  }

  private static boolean canLead(Characters text, int index) {
    return text.isOther(index, LINE_END | LETTER | NUMBER);
  }

  private static int endOfWord(Characters text, int start) {
    int first = canLead(text, start) ? start + 1 : start;
    return text.is(first, LETTER) ? text.endOfRun(first, LETTER) : NO_WORD;
  }

  private static int endOfCasedWord(Characters text, int start) {
    // A mark can lead a word and be in one, so both are tried, in the order of the expression.
    int[] firsts = canLead(text, start) ? new int[] {start + 1, start} : new int[] {start};
    for (int first : firsts) {
      int end = endOfLowerWord(text, first);
      if (end != NO_WORD) {
        return end;
      }
    }
    for (int first : firsts) {
      int end = text.endOfRun(first, UPPER_PART);
      if (end > first) {
        return end;
      }
    }
    return NO_WORD;
  }

  /**
   * Any upper part and at least one character of a lower part, of which the upper gives some back.
   */
  private static int endOfLowerWord(Characters text, int first) {
    int upperEnd = text.endOfRun(first, UPPER_PART);
    if (text.is(upperEnd, LOWER_PART)) {
      return text.endOfRun(upperEnd, LOWER_PART);
    }
    for (int end = upperEnd; end > first; end--) {
      if (text.is(end - 1, LOWER_PART)) {
        return end;
      }
    }
    return NO_WORD;
  }

  private int endOfDigits(Characters text, int start) {
    int end = start + 1;
    while (end < start + maxDigits && text.is(end, NUMBER)) {
      end++;
    }
    return end;
  }

  private int endOfTail(Characters text, int from) {
    int end = from;
    while (text.is(end, LINE_END)
        || (takesSlashes && text.is(end, character -> character == '/'))) {
      end++;
    }
    return end;
  }

  /** Up to the last line end in it; else a run leaves its last character to the word behind it. */
  private static int endOfSpaces(Characters text, int start) {
    int end = text.endOfRun(start, SPACE);
    for (int i = end; i > start; i--) {
      if (text.is(i - 1, LINE_END)) {
        return i;
      }
    }
    return text.isOther(end, SPACE) && end > start + 1 ? end - 1 : end;
  }
}
