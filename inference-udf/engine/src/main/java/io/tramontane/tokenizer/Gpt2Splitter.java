package io.tramontane.tokenizer;

import static io.tramontane.tokenizer.CharacterClasses.LETTER;
import static io.tramontane.tokenizer.CharacterClasses.NUMBER;
import static io.tramontane.tokenizer.CharacterClasses.SPACE;

/**
 * GPT-2's splitting (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019;
 * {@code encoder.py}):
 *
 * <pre>
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * </pre>
 *
 * @param isolatesDigits whether every number character is a word of its own, cut out before the
 *     rest is split (StarCoder, SmolLM)
 */
record Gpt2Splitter(boolean isolatesDigits) implements WordSplitter {
  @Override
  public int end(Characters text, int start) {
    int contraction = Contractions.end(text, start, false);
    if (contraction > start) {
      return contraction;
    }
    if (isolatesDigits && text.is(start, NUMBER)) {
      return start + 1;
    }
    int first = text.is(start, character -> character == ' ') ? start + 1 : start;
    if (text.is(first, LETTER)) {
      return text.endOfRun(first, LETTER);
    }
    if (!isolatesDigits && text.is(first, NUMBER)) {
      return text.endOfRun(first, NUMBER);
    }
    if (text.isOther(first, SPACE | LETTER | NUMBER)) {
      return text.endOfOthers(first, SPACE | LETTER | NUMBER);
    }
    return endOfSpaces(text, start);
  }

  /** A run of white space leaves its last character to the word behind it. */
  private int endOfSpaces(Characters text, int start) {
    int end = text.endOfRun(start, SPACE);
    boolean leaves = isolatesDigits ? text.isOther(end, SPACE | NUMBER) : text.isOther(end, SPACE);
    return leaves && end > start + 1 ? end - 1 : end;
  }
}
