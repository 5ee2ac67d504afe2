package io.tramontane.training;

import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Kind;
import io.tramontane.training.Batch.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sequence that grows by answers and further questions, with what is to be learned of it.
 *
 * <p>Turns stand as Mixtral Instruct's chat template puts them. Not for concurrent use.
 */
final class Conversation {
  private final Tokenizer tokenizer;
  private final List<Target> targets = new ArrayList<>();
  private int[] tokens;

  /**
   * Begins one.
   *
   * @param prompt the token ids up to where the first answer begins
   */
  Conversation(Tokenizer tokenizer, int[] prompt) {
    this.tokenizer = tokenizer;
    this.tokens = prompt;
  }

  /** Adds an answer, of which every token and the end are to be learned. */
  void answer(String text) {
    int[] answer = tokenizer.encodeContinuation(" " + text);
    int last = tokens.length - 1;
    for (int i = 0; i < answer.length; i++) {
      targets.add(new Target(0, last + i, answer[i], Kind.ANSWER, 1.0 / answer.length));
    }
    targets.add(new Target(0, last + answer.length, tokenizer.eos(), Kind.END, 1));
    append(answer);
  }

  /** Ends the last answer and adds a question. */
  void ask(String words) {
    append(new int[] {tokenizer.eos()});
    append(tokenizer.encodeContinuation("[INST] " + words + " [/INST]"));
  }

  /** Lets the token at a position be learned, as a part of the document. */
  void learn(int position) {
    targets.add(new Target(0, position - 1, tokens[position], Kind.DOCUMENT, 1));
  }

  /** The token ids so far. */
  int[] tokens() {
    return tokens.clone();
  }

  /** What is to be learned so far, of the sequence 0. */
  List<Target> targets() {
    return List.copyOf(targets);
  }

  private void append(int[] more) {
    tokens = IntStream.concat(IntStream.of(tokens), IntStream.of(more)).toArray();
  }
}
