package io.tramontane.jobs.inspect;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.mixtral.Chunk;
import io.tramontane.mixtral.Chunk.Wanted;
import io.tramontane.mixtral.HyperParameters;
import io.tramontane.mixtral.KvCache;
import io.tramontane.mixtral.MixtralModel;
import io.tramontane.mixtral.Sequence;
import io.tramontane.mixtral.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model's speed, in tokens a second over all sequences.
 *
 * @param prefill reading prompts
 * @param decode generating one token of every sequence at a time, behind those prompts
 */
public record Throughput(double prefill, double decode) {
  private static final int STEP_TOKENS = 2048;
  private static final int RUNS = 3;

  /**
   * Measures: one run to warm up, then the median of three.
   *
   * @param prompt tokens of each prompt
   * @param sequences how many are computed together
   * @param generate tokens generated in each
   * @throws InvalidInputException if prompt and generated tokens exceed the model's context
   */
  public static Throughput measure(MixtralModel model, int prompt, int sequences, int generate) {
    HyperParameters sizes = model.sizes();
    if (prompt + generate > sizes.context()) {
      throw new InvalidInputException(
          "Cannot measure prompts of %d tokens with %d generated: the model's context has %d. Give fewer."
              .formatted(prompt, generate, sizes.context()));
    }
    List<Sequence> all =
        IntStream.range(0, sequences)
            .mapToObj(i -> Sequence.of(KvCache.forAllLayers(sizes, prompt + generate)))
            .toList();
    double[] prefill = new double[RUNS + 1];
    double[] decode = new double[RUNS + 1];
    for (int run = 0; run <= RUNS; run++) {
      prefill[run] = prefill(model, all, prompt);
      decode[run] = decode(model, all, prompt, generate);
    }
    return new Throughput(median(prefill), median(decode));
  }

  private static double prefill(MixtralModel model, List<Sequence> sequences, int prompt) {
    long start = System.nanoTime();
    List<Chunk> step = new ArrayList<>();
    int room = STEP_TOKENS;
    for (int s = 0; s < sequences.size(); s++) {
      for (int position = 0; position < prompt; ) {
        int end = Math.min(prompt, position + room);
        int[] tokens = tokens(model, s, position, end);
        Wanted wanted = end == prompt ? Wanted.LAST : Wanted.NONE;
        step.add(Chunk.of(sequences.get(s), position, tokens, wanted));
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
    return rate(sequences.size() * (long) prompt, start);
  }

  private static double decode(
      MixtralModel model, List<Sequence> sequences, int prompt, int generate) {
    long start = System.nanoTime();
    for (int position = prompt; position < prompt + generate; position++) {
      List<Chunk> step = new ArrayList<>();
      for (int s = 0; s < sequences.size(); s++) {
        int[] token = tokens(model, s, position, position + 1);
        step.add(Chunk.of(sequences.get(s), position, token, Wanted.LAST));
      }
      model.forward(new Step(step));
    }
    return rate(sequences.size() * (long) generate, start);
  }

  /** Ids spread over the vocabulary, so that experts are used as by text. */
  private static int[] tokens(MixtralModel model, int sequence, int from, int to) {
    int vocabulary = model.sizes().vocabulary();
    return IntStream.range(from, to)
        .map(position -> Math.floorMod((position + 31 * sequence) * 7919, vocabulary))
        .toArray();
  }

  private static double rate(long tokens, long start) {
    return tokens / ((System.nanoTime() - start) / 1e9);
  }

  /** Of all but the first. */
  private static double median(double[] rates) {
    return Arrays.stream(rates).skip(1).sorted().skip(RUNS / 2).findFirst().orElseThrow();
  }
}
