package io.tramontane.generate;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a model thinks before it answers. Whatever it thinks, the same tokens stand between its
 * thoughts and its answer.
 *
 * @param maxTokens the most tokens to generate, at least 1, with the one that ends them
 * @param sampling how each of these is chosen
 * @param end the token by which the model ends its thoughts. It stays
 * @param answerEnds tokens by which the model would end an answer: they end thoughts too, and are
 *     then left out
 * @param closing what is appended to thoughts that {@code end} does not end: token ids, {@code end}
 *     the last of them
 * @param opening what is appended behind {@code end}, up to where the answer begins: token ids
 */
public record Thoughts(
    int maxTokens,
    Sampling sampling,
    int end,
    Set<Integer> answerEnds,
    List<Integer> closing,
    List<Integer> opening) {
  public Thoughts {
    answerEnds = Set.copyOf(answerEnds);
    closing = List.copyOf(closing);
    opening = List.copyOf(opening);
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot think before an answer: max tokens is " + maxTokens + ". Give at least 1.");
    }
    if (closing.isEmpty() || closing.get(closing.size() - 1) != end) {
      throw new IllegalArgumentException(
          "Cannot think before an answer: thoughts that %s ends would be closed by %s. Let that end with it."
              .formatted(end, closing));
    }
  }

  /** The same, with tokens chosen in another way. */
  public Thoughts withSampling(Sampling other) {
    return new Thoughts(maxTokens, other, end, answerEnds, closing, opening);
  }

  /** The most positions between the prompt and the answer: thoughts, and what is appended. */
  public int positions() {
    return maxTokens + closing.size() + opening.size();
  }

  /** The token ids that it names. */
  IntStream tokens() {
    return IntStream.concat(
        IntStream.of(end),
        IntStream.concat(
            answerEnds.stream().mapToInt(Integer::intValue),
            IntStream.concat(
                closing.stream().mapToInt(Integer::intValue),
                opening.stream().mapToInt(Integer::intValue))));
  }

  /** Whether generation ends with the last of these. */
  boolean areOver(List<Integer> generated) {
    int last = generated.get(generated.size() - 1);
    return last == end || answerEnds.contains(last) || generated.size() == maxTokens;
  }

  /** What stands between the prompt and the answer, when all of these have been generated. */
  IntStream beforeAnswer(List<Integer> generated) {
    int last = generated.get(generated.size() - 1);
    if (last == end) {
      return concatenated(generated, opening);
    }
    boolean isLeftOut = answerEnds.contains(last);
    List<Integer> kept = generated.subList(0, generated.size() - (isLeftOut ? 1 : 0));
    return IntStream.concat(
        concatenated(kept, closing), opening.stream().mapToInt(Integer::intValue));
  }

  private static IntStream concatenated(List<Integer> one, List<Integer> other) {
    return IntStream.concat(
        one.stream().mapToInt(Integer::intValue), other.stream().mapToInt(Integer::intValue));
  }
}
