package io.tramontane.throughput;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.TokenSpan.Wanted;
import io.tramontane.transformer.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prompts to read and tokens to generate behind them, for measuring. Which tokens they are is
 * fixed, so the same work can be done again and again. Not for concurrent use.
 */
public final class TokenWorkload {
  private static final int STEP_TOKENS = 2048;

  private final Transformer model;
  private final int prompt;
  private final int generate;
  private final List<Sequence> sequences;

  /**
   * Makes the KV caches.
   *
   * @param kvCache how keys and values are kept
   * @param prompt tokens of each prompt
   * @param sequences how many are computed together
   * @param generate tokens generated in each
   * @throws InvalidInputException if prompt and generated tokens exceed the model's context
   */
  public TokenWorkload(
      Transformer model, KvFormat kvCache, int prompt, int sequences, int generate) {
    HyperParameters sizes = model.sizes();
    if (prompt + generate > sizes.context()) {
      throw new InvalidInputException(
          "Cannot measure prompts of %s tokens with %s generated: the model's context has %s. Give fewer."
              .formatted(prompt, generate, sizes.context()));
    }
    this.model = model;
    this.prompt = prompt;
    this.generate = generate;
    this.sequences =
        IntStream.range(0, sequences)
            .mapToObj(i -> Sequence.of(KvCache.forAllLayers(sizes, kvCache, prompt + generate)))
            .toList();
  }

  /** Tokens of all prompts together. */
  public long promptTokens() {
    return sequences.size() * (long) prompt;
  }

  /** Generated tokens of all sequences together. */
  public long generatedTokens() {
    return sequences.size() * (long) generate;
  }

  /** Reads all prompts, in steps of 2,048 tokens. */
  public void prefill() {
    List<TokenSpan> step = new ArrayList<>();
    int room = STEP_TOKENS;
    for (int s = 0; s < sequences.size(); s++) {
      for (int position = 0; position < prompt; ) {
        int end = Math.min(prompt, position + room);
        Wanted wanted = end == prompt ? Wanted.LAST : Wanted.NONE;
        step.add(TokenSpan.of(sequences.get(s), position, tokens(s, position, end), wanted));
        room -= end - position;
        position = end;
        if (room == 0) {
          model.forward(new Step(step));
          step.clear();
          room = STEP_TOKENS;
        }
      }
    }
    if (!step.isEmpty()) {
      model.forward(new Step(step));
    }
  }

  /** Generates one token of every sequence at a time. The prompts must have been read. */
  public void decode() {
    for (int position = prompt; position < prompt + generate; position++) {
      List<TokenSpan> step = new ArrayList<>();
      for (int s = 0; s < sequences.size(); s++) {
        int[] token = tokens(s, position, position + 1);
        step.add(TokenSpan.of(sequences.get(s), position, token, Wanted.LAST));
      }
      model.forward(new Step(step));
    }
  }

  /** Ids spread over the vocabulary, so that experts are used as by text. */
  private int[] tokens(int sequence, int from, int to) {
    int vocabulary = model.sizes().vocabulary();
    return IntStream.range(from, to)
        .map(position -> Math.floorMod((position + 31 * sequence) * 7919, vocabulary))
        .toArray();
  }
}
