package io.tramontane.prompt;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The texts that steer a Mixtral or Llama 2 chat model although its tokenizer takes them for
 * ordinary text: {@code [INST]}, {@code [/INST]}, {@code <<SYS>>}, {@code <</SYS>>}.
 *
 * <p>A document that holds one could end its own part of the prompt and go on as the user who asks,
 * or as the model that answers. So each of them is disarmed: its brackets become parentheses,
 * {@code (INST)} and {@code ((SYS))}, which a reader still understands. The same is done to what a
 * model may take for one: written in another case, or with white space, control characters or
 * invisible format characters between the brackets. What comes out holds no control string, nor
 * does any part of it.
 *
 * <p>{@code <s>} and {@code </s>} need nothing: the tokenizer never makes ids of them.
 */
final class ControlStrings {
  private static final List<String> ALL = List.of("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>");

  // Possessive, so that no document makes the search backtrack; U+2581 is encoded as a space.
  private static final String GAP = "[\\p{Z}\\p{C}\\s\u2581]*+";
  private static final Pattern LIKENESS =
      Pattern.compile(
          spaced("\\[", "(/", ")?+I", "N", "S", "T", "\\]")
              + "|"
              + spaced("<", "<", "(/", ")?+S", "Y", "S", ">", ">"),
          Pattern.CASE_INSENSITIVE);

  private ControlStrings() {}

  /**
   * The text with every control string, and every likeness of one, disarmed. Of the same length.
   */
  static String disarm(String text) {
    return LIKENESS
        .matcher(text)
        .replaceAll(
            likeness ->
                likeness
                    .group()
                    .replace('[', '(')
                    .replace(']', ')')
                    .replace('<', '(')
                    .replace('>', ')'));
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
}
