package io.tramontane.prompt;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The texts that steer a Mixtral or Llama 2 chat model although its tokenizer takes them for
 * ordinary text: {@code [INST]}, {@code [/INST]}, {@code <<SYS>>}, {@code <</SYS>>}.
 *
 * <p>A document that holds one could end its own part of the prompt and go on as the user who asks,
 * or as the model that answers. So each of them is disarmed: its brackets become parentheses,
 * {@code (INST)} and {@code ((SYS))}, which a reader still understands. The same is done to what a
 * model or a reader may take for one, a likeness:
 *
 * <ul>
 *   <li>written in another case;
 *   <li>written in the full-width or small forms of these characters, as in {@code ［ＩＮＳＴ］};
 *   <li>with white space between the characters, or with what is not seen: control, format and
 *       private-use characters, variation selectors, joiners, fillers.
 * </ul>
 *
 * <p>Everything else is a text of its own, and left as it is: other brackets ({@code «SYS»}),
 * letters of other scripts that look alike, letters with accents, and characters that no one has
 * assigned. What comes out holds no control string, nor does any part of it.
 *
 * <p>None of this depends on the Unicode version of the JDK.
 *
 * <p>{@code <s>} and {@code </s>} need nothing: the tokenizer never makes ids of them.
 */
final class ControlStrings {
  private static final List<String> ALL = List.of("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>");

  /** The characters that are not seen, of Unicode 16. */
  private static final String UNSEEN =
      // White space, and what the tokenizer and Braille write for a space.
      "\\t-\\r\\x{20}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
          + "\\x{2581}\\x{2800}"
          // Control characters, private use, surrogates and noncharacters, which are so for ever.
          + "\\x{0}-\\x{1F}\\x{7F}-\\x{9F}\\x{D800}-\\x{F8FF}\\x{FDD0}-\\x{FDEF}\\x{F0000}-\\x{10FFFF}"
          + planeEnds()
          // Format characters (Cf).
          + "\\x{AD}\\x{600}-\\x{605}\\x{61C}\\x{6DD}\\x{70F}\\x{890}\\x{891}\\x{8E2}\\x{180E}\\x{200B}-\\x{200F}"
          + "\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{110BD}\\x{110CD}"
          + "\\x{13430}-\\x{1343F}\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}"
          // Others that are ignorable by default (Default_Ignorable_Code_Point): the combining
          // grapheme joiner, fillers, inherent vowels, variation selectors, tags.
          + "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}\\x{FE00}-\\x{FE0F}"
          + "\\x{FFA0}\\x{FFF0}-\\x{FFF8}\\x{E0000}-\\x{E0FFF}";

  // Possessive, so that no document makes the search backtrack.
  private static final String GAP = "[" + UNSEEN + "]*+";

  private static final String OPEN = "[\\[\uFF3B\uFE47]";
  private static final String CLOSE = "[\\]\uFF3D\uFE48]";
  private static final String LESS = "[<\uFF1C\uFE64]";
  private static final String MORE = "[>\uFF1E\uFE65]";
  private static final String SLASH = "[/\uFF0F]";
  private static final Pattern LIKENESS =
      Pattern.compile(
          spaced(
                  OPEN,
                  "(" + SLASH,
                  ")?+" + letter('I'),
                  letter('N'),
                  letter('S'),
                  letter('T'),
                  CLOSE)
              + "|"
              + spaced(
                  LESS,
                  LESS,
                  "(" + SLASH,
                  ")?+" + letter('S'),
                  letter('Y'),
                  letter('S'),
                  MORE,
                  MORE));

  private static final Pattern OPENING = Pattern.compile(OPEN + "|" + LESS);
  private static final Pattern CLOSING = Pattern.compile(CLOSE + "|" + MORE);

  private ControlStrings() {}

  /**
   * The text with every control string, and every likeness of one, disarmed. Of the same length.
   */
  static String disarm(String text) {
    return LIKENESS.matcher(text).replaceAll(likeness -> inParentheses(likeness.group()));
  }

  private static String inParentheses(String likeness) {
    return CLOSING.matcher(OPENING.matcher(likeness).replaceAll("(")).replaceAll(")");
  }

  /** Whether a text between these two could complete a control string that one of them begins. */
  static boolean canArise(String before, String after) {
    for (String control : ALL) {
      for (int cut = 1; cut < control.length(); cut++) {
        if (before.endsWith(control.substring(0, cut))
            || after.startsWith(control.substring(cut))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String spaced(String... parts) {
    return String.join(GAP, parts);
  }

  /** In either case, in ASCII or full-width. */
  private static String letter(char upper) {
    char lower = (char) (upper + 'a' - 'A');
    return "[" + upper + lower + fullWidth(upper) + fullWidth(lower) + "]";
  }

  private static char fullWidth(char ascii) {
    return (char) (ascii - ' ' + 0xFF00);
  }

  /** The last two code points of every plane, which are no characters. */
  private static String planeEnds() {
    return IntStream.rangeClosed(0, 16)
        .mapToObj(
            plane ->
                "\\x{"
                    + Integer.toHexString(plane)
                    + "FFFE}-\\x{"
                    + Integer.toHexString(plane)
                    + "FFFF}")
        .collect(Collectors.joining());
  }
}
