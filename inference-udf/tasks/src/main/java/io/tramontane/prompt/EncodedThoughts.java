package io.tramontane.prompt;

import io.tramontane.chat.ChatFormat;
import io.tramontane.chat.Segment;
import io.tramontane.generate.Sampling;
import io.tramontane.generate.Thoughts;
import io.tramontane.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Thoughts as a model of a chat format has them. */
public final class EncodedThoughts {
  private EncodedThoughts() {}

  /** How the model thinks, greedily, before it answers; empty where it answers at once. */
  public static Optional<Thoughts> of(ChatFormat format, Tokenizer tokenizer) {
    return format
        .thinking()
        .map(
            thinking ->
                new Thoughts(
                    thinking.maxTokens(),
                    Sampling.GREEDY,
                    thinking.end(),
                    format.endTokens(),
                    ids(thinking.closing(), tokenizer),
                    ids(thinking.opening(), tokenizer)));
  }

  private static List<Integer> ids(List<Segment> segments, Tokenizer tokenizer) {
    return Arrays.stream(PromptParts.ids(segments, tokenizer)).boxed().toList();
  }
}
