package io.tramontane.task;

import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import java.util.List;

/** Tasks for tests. */
public final class TaskFixtures {
  private TaskFixtures() {}

  /** To classify with a template of one's own and documents of at most 400 tokens. */
  public static Classify classify(String template, List<String> labels) {
    return new Classify(
        new DocumentPrompt(template, Classify.values(labels), Truncation.HEAD, 400), labels);
  }

  /** To summarize with a template of one's own, greedily, in documents of at most 400 tokens. */
  public static Summarize summarize(String template, int maxWords, int maxTokens) {
    return new Summarize(
        new DocumentPrompt(template, Summarize.values(maxWords), Truncation.HEAD, 400),
        maxWords,
        maxTokens,
        Sampling.GREEDY,
        List.of());
  }

  /** To answer a prompt greedily. */
  public static Generate generate(int maxTokens) {
    return new Generate(maxTokens, Sampling.GREEDY, List.of());
  }
}
