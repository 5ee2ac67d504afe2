package io.tramontane.generate;

import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.transformer.KvFormat;

/**
 * What shapes the engine's speed and memory. Nothing here but {@code kvFormat} and the arithmetic
 * changes a result.
 *
 * @param threads how many threads compute, at least 1
 * @param kvBytes the most memory for the KV caches of requests in progress and shared prefixes, in
 *     bytes; when it is used up, further requests wait
 * @param kvFormat how keys and values are kept
 * @param stepTokens the most rows of prompts in one forward step, at least 1. The rows of
 *     completions in progress, one each, come on top; and a request waits while those in progress
 *     await the logits of so many rows, unless it is alone. So a step's memory is in proportion to
 *     this
 * @param compute how it computes
 */
public record EngineSettings(
    int threads, long kvBytes, KvFormat kvFormat, int stepTokens, ComputeSettings compute) {
  /** With {@link KvFormat#FLOAT32} and the fastest float32 arithmetic. */
  public EngineSettings(int threads, long kvBytes, int stepTokens) {
    this(
        threads,
        kvBytes,
        KvFormat.FLOAT32,
        stepTokens,
        ComputeSettings.fastest(Arithmetic.FLOAT32));
  }

  public EngineSettings {
    if (threads < 1 || kvBytes < 1 || stepTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot use "
              + threads
              + " threads, "
              + kvBytes
              + " bytes of KV memory and steps of "
              + stepTokens
              + " tokens: each must be at least 1.");
    }
  }
}
