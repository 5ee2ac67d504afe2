package io.tramontane.generate;

/**
 * What shapes the engine's speed and memory. Nothing here changes a result.
 *
 * @param threads how many threads compute, at least 1
 * @param kvBytes the most memory for the KV caches of requests in progress, in bytes; when it is
 *     used up, further requests wait
 * @param stepTokens the most token rows of one forward step, at least 1
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
