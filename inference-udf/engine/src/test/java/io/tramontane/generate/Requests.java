package io.tramontane.generate;

import io.tramontane.tokenizer.TestVocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Requests for tests. */
final class Requests {
  /** Room for everything. */
  static final EngineSettings AMPLE = settings(2, 1L << 30, 512);

  private static final Set<Integer> END = Set.of(TestVocabulary.EOS);

  private Requests() {}

  static EngineSettings settings(int threads, long kvBytes, int stepTokens) {
    return new EngineSettings(threads, kvBytes, stepTokens);
  }

  /** A prompt of random tokens behind the beginning of a sequence. */
  static int[] tokens(long seed, int length) {
    int[] tokens = new Random(seed).ints(length, 3, TestVocabulary.SMALLEST).toArray();
    tokens[0] = TestVocabulary.BOS;
    return tokens;
  }

  static Prompt prompt(int... tokens) {
    return new Prompt(new int[0], tokens);
  }

  /** The same prompt with another border. */
  static Prompt shared(int prefixLength, int... tokens) {
    return new Prompt(
        Arrays.copyOf(tokens, prefixLength),
        Arrays.copyOfRange(tokens, prefixLength, tokens.length));
  }

  static CompletionRequest greedy(Prompt prompt, int maxTokens, String... stopStrings) {
    return new CompletionRequest(prompt, maxTokens, Sampling.GREEDY, END, List.of(stopStrings));
  }

  static CompletionRequest sampled(Prompt prompt, int maxTokens, Sampling sampling) {
    return new CompletionRequest(prompt, maxTokens, sampling, END, List.of());
  }

  static LabelRequest labels(Prompt prompt, int[]... labels) {
    return new LabelRequest(prompt, LabelTree.of(List.of(labels)));
  }
}
