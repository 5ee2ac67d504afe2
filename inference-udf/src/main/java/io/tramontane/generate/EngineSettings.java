package io.tramontane.generate;

/**
 * What shapes the engine's speed and memory. Nothing here changes a result.
 *
 * @param threads how many threads compute, at least 1
 * @param kvBytes the most memory for the KV caches of requests in progress, in bytes; when it is
 *     used up, further requests wait
 * @param stepTokens the most rows of prompts in one forward step, at least 1; the rows of
 *     completions in progress, one each, come on top
 */
public record EngineSettings(int threads, long kvBytes, int stepTokens) {
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
