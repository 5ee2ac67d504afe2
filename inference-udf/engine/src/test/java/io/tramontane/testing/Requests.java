package io.tramontane.testing;

import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelTree;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Requests for models whose vocabulary is a {@link TestVocabulary}. */
public final class Requests {
  /** Room for everything. */
  public static final EngineSettings AMPLE = settings(2, 1L << 30, 512);

  private static final Set<Integer> END = Set.of(TestVocabulary.EOS);

  private Requests() {}

  /** Float32 settings. */
  public static EngineSettings settings(int threads, long kvBytes, int stepTokens) {
    return new EngineSettings(threads, kvBytes, stepTokens);
  }

  /** A prompt of random tokens behind the beginning of a sequence. */
  public static int[] tokens(long seed, int length) {
    int[] tokens = new Random(seed).ints(length, 3, TestVocabulary.SMALLEST).toArray();
    tokens[0] = TestVocabulary.BOS;
    return tokens;
  }

  /** A prompt that shares nothing. */
  public static Prompt prompt(int... tokens) {
    return new Prompt(new int[0], tokens);
  }

  /** The same prompt with another border. */
  public static Prompt shared(int prefixLength, int... tokens) {
    return new Prompt(
        Arrays.copyOf(tokens, prefixLength),
        Arrays.copyOfRange(tokens, prefixLength, tokens.length));
  }

  /** Ends at the end-of-sequence token, at a stop string, or after so many tokens. */
  public static CompletionRequest greedy(Prompt prompt, int maxTokens, String... stopStrings) {
    return new CompletionRequest(prompt, maxTokens, Sampling.GREEDY, END, List.of(stopStrings));
  }

  /** Likewise, without stop strings. */
  public static CompletionRequest sampled(Prompt prompt, int maxTokens, Sampling sampling) {
    return new CompletionRequest(prompt, maxTokens, sampling, END, List.of());
  }

  /** Labels by their token ids. */
  public static LabelRequest labels(Prompt prompt, int[]... labels) {
    return new LabelRequest(prompt, LabelTree.of(List.of(labels)));
  }
}
