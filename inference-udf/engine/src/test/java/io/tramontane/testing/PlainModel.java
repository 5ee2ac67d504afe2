package io.tramontane.testing;

import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.FinishReason;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A model run in the plainest way, as the engine's reference: one sequence at a time. */
public final class PlainModel implements AutoCloseable {
  /** The most probable, the first among equals. */
  public static final Choice GREEDY = (logits, index) -> mostProbable(logits);

  private final GgufFile file;
  private final WorkerPool pool = new WorkerPool(1);
  private final Transformer model;
  private final Tokenizer tokenizer;

  /** Opens a model file. */
  public PlainModel(Path path) {
    file = GgufFile.open(path);
    model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
    tokenizer = Tokenizer.from(file.metadata());
  }

  /** The model itself. */
  public Transformer model() {
    return model;
  }

  /** The one row of logits after these tokens; valid until the next call. */
  public Logits logits(int... tokens) {
    Sequence sequence =
        Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length));
    return model.forward(
        new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.LAST))));
  }

  /** For every token the logarithm of its probability after these, in double precision. */
  public double[] logProbabilities(int... tokens) {
    float[] logits = logits(tokens).values();
    double[] values =
        IntStream.range(0, model.sizes().vocabulary()).mapToDouble(i -> logits[i]).toArray();
    double sum = Arrays.stream(values).map(Math::exp).sum();
    return Arrays.stream(values).map(value -> value - Math.log(sum)).toArray();
  }

  /** Chooses a token from logits; {@code index} counts the completion's tokens from 0. */
  @FunctionalInterface
  public interface Choice {
    /** The chosen token. */
    int of(Logits logits, int index);
  }

  private static int mostProbable(Logits logits) {
    int best = 0;
    for (int id = 1; id < logits.vocabulary(); id++) {
      best = logits.values()[id] > logits.values()[best] ? id : best;
    }
    return best;
  }

  /** What completing the prompt greedily must give. */
  public CompletionResult complete(int[] prompt, int maxTokens) {
    return complete(prompt, maxTokens, GREEDY);
  }

  /** What completing the prompt must give, without stop strings. */
  public CompletionResult complete(int[] prompt, int maxTokens, Choice choice) {
    List<Integer> generated = generate(prompt, maxTokens, choice);
    boolean ended = generated.get(generated.size() - 1) == tokenizer.eos();
    return new CompletionResult(
        text(generated),
        prompt.length,
        generated.size(),
        ended ? FinishReason.STOP : FinishReason.LENGTH);
  }

  /** Generated ids, the end-of-sequence id included; at most {@code maxTokens}. */
  public List<Integer> generate(int[] prompt, int maxTokens, Choice choice) {
    List<Integer> generated = new ArrayList<>();
    int[] tokens = prompt;
    do {
      generated.add(choice.of(logits(tokens), generated.size()));
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = generated.get(generated.size() - 1);
    } while (generated.size() < maxTokens && tokens[tokens.length - 1] != tokenizer.eos());
    return generated;
  }

  /** The text of generated ids. */
  public String text(List<Integer> ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ids.forEach(id -> bytes.writeBytes(tokenizer.bytes(id)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pool.close();
    file.close();
  }
}
