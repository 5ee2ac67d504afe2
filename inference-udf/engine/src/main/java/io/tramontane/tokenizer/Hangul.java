package io.tramontane.tokenizer;

import java.util.function.IntConsumer;

/**
 * Hangul syllables, which are composed of two or three letters by arithmetic (The Unicode Standard,
 * section 3.12): 19 leading consonants, 21 vowels, and 27 trailing consonants or none.
 */
final class Hangul {
  private static final int LEADS = 0x1100;
  private static final int LEAD_COUNT = 19;
  private static final int VOWELS = 0x1161;
  private static final int VOWEL_COUNT = 21;
  // The place before the first trailing consonant, which stands for none.
  private static final int TRAILS = 0x11A7;
  private static final int TRAIL_COUNT = 28;
  private static final int SYLLABLES = 0xAC00;
  private static final int SYLLABLE_COUNT = LEAD_COUNT * VOWEL_COUNT * TRAIL_COUNT;

  private Hangul() {}

  private static boolean isVowel(int codePoint) {
    return codePoint >= VOWELS && codePoint < VOWELS + VOWEL_COUNT;
  }

  private static boolean isTrail(int codePoint) {
    return codePoint > TRAILS && codePoint < TRAILS + TRAIL_COUNT;
  }

  /** Whether a character is a syllable. */
  static boolean isSyllable(int codePoint) {
    return codePoint >= SYLLABLES && codePoint < SYLLABLES + SYLLABLE_COUNT;
  }

  /** Gives the two or three letters of a syllable. */
  static void decompose(int syllable, IntConsumer target) {
    int number = syllable - SYLLABLES;
    target.accept(LEADS + number / (VOWEL_COUNT * TRAIL_COUNT));
    target.accept(VOWELS + number / TRAIL_COUNT % VOWEL_COUNT);
    if (number % TRAIL_COUNT != 0) {
      target.accept(TRAILS + number % TRAIL_COUNT);
    }
  }

  /**
   * The syllable of a consonant and a vowel, or of a syllable and a consonant behind it, or {@link
   * CanonicalCharacters#NONE}.
   */
  static int composition(int first, int second) {
    if (first >= LEADS && first < LEADS + LEAD_COUNT && isVowel(second)) {
      return SYLLABLES + ((first - LEADS) * VOWEL_COUNT + second - VOWELS) * TRAIL_COUNT;
    }
    boolean isOpen = isSyllable(first) && (first - SYLLABLES) % TRAIL_COUNT == 0;
    return isOpen && isTrail(second) ? first + second - TRAILS : CanonicalCharacters.NONE;
  }
}
