package io.tramontane.throughput;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Transformer;

/**
 * A model's speed, in tokens a second over all sequences.
 *
 * @param prefill reading prompts
 * @param decode generating one token of every sequence at a time, behind those prompts
 */
public record Throughput(double prefill, double decode) {
  /**
   * Measures both, each as the median of three runs after one.
   *
   * @param kvCache how keys and values are kept
   * @param prompt tokens of each prompt
   * @param sequences how many are computed together
   * @param generate tokens generated in each
   * @throws InvalidInputException if prompt and generated tokens exceed the model's context
   */
  public static Throughput measure(
      Transformer model, KvFormat kvCache, int prompt, int sequences, int generate) {
    TokenWorkload work = new TokenWorkload(model, kvCache, prompt, sequences, generate);
    return new Throughput(
        work.promptTokens() / MedianTime.seconds(work::prefill),
        work.generatedTokens() / MedianTime.seconds(work::decode));
  }
}
