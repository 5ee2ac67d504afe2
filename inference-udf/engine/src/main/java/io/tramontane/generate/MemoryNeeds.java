package io.tramontane.generate;

import io.tramontane.gguf.GgufFile;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Logits;

/**
 * The memory that a model wants of a host, all in bytes. Beside it the engine needs activations in
 * proportion to a step's tokens.
 *
 * @param weights in the page cache, one copy for all processes
 * @param kvToken of the heap, for the keys and values of each token in progress
 * @param kvDistantToken the same for a token of a document that is so long that the layers with a
 *     sliding window keep no more of it; as {@code kvToken} where there are none
 * @param logits of the heap at most, for those of a step
 */
public record MemoryNeeds(long weights, long kvToken, long kvDistantToken, long logits) {
  /**
   * Of a model.
   *
   * @param format how keys and values are kept
   * @param stepTokens as {@link EngineSettings} has them
   */
  public static MemoryNeeds of(
      GgufFile file, HyperParameters sizes, KvFormat format, int stepTokens) {
    return new MemoryNeeds(
        file.tensorNames().stream().mapToLong(name -> file.tensor(name).bytes()).sum(),
        KvCache.bytesOfToken(sizes, format),
        KvCache.bytesOfTokenWithoutWindow(sizes, format),
        Logits.bytes(sizes.vocabulary(), stepTokens));
  }
}
