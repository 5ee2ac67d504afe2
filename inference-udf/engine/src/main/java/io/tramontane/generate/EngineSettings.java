package io.tramontane.generate;

import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.transformer.KvFormat;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What shapes the engine's speed and memory. Nothing here but {@code kvFormat}, the arithmetic and
 * {@code preTokenizer} changes a result.
 *
 * @param threads how many threads compute, at least 1; null for one for each processor of the JVM
 *     that opens the engine
 * @param kvMemory the most memory for the KV caches of requests in progress and shared prefixes, in
 *     bytes, at least 1; when it is used up, further requests wait. Null for half of the heap of
 *     the JVM that opens the engine
 * @param kvFormat how keys and values are kept
 * @param stepTokens the most prefill rows in one forward step, at least 1. Decode rows come on top:
 *     a request waits while those in progress may want so many rows of logits, unless it is alone.
 *     So a step's memory is in proportion to this
 * @param compute how it computes
 * @param maxTextBytes the most bytes of a text in UTF-8 that is tokenized, at least 1: tokenizing
 *     takes heap in proportion
 * @param preTokenizer how text is split into words, for a model file that does not say it, such as
 *     {@code tekken}; null for one that does
 */
public record EngineSettings(
    @Nullable Integer threads,
    @Nullable Long kvMemory,
    KvFormat kvFormat,
    int stepTokens,
    ComputeSettings compute,
    long maxTextBytes,
    @Nullable String preTokenizer)
    implements Serializable {
  /** Of {@code maxTextBytes}: 64 MiB. */
  public static final long DEFAULT_MAX_TEXT_BYTES = 64L << 20;

  /** With {@link KvFormat#FLOAT32} and the fastest float32 arithmetic. */
  public EngineSettings(int threads, long kvMemory, int stepTokens) {
    this(
        threads,
        kvMemory,
        KvFormat.FLOAT32,
        stepTokens,
        ComputeSettings.fastest(Arithmetic.FLOAT32),
        DEFAULT_MAX_TEXT_BYTES);
  }

  /** For a model whose file says how text is split into words. */
  public EngineSettings(
      @Nullable Integer threads,
      long kvMemory,
      KvFormat kvFormat,
      int stepTokens,
      ComputeSettings compute,
      long maxTextBytes) {
    this(threads, kvMemory, kvFormat, stepTokens, compute, maxTextBytes, null);
  }

  public EngineSettings {
    if ((threads != null && threads < 1)
        || (kvMemory != null && kvMemory < 1)
        || stepTokens < 1
        || maxTextBytes < 1) {
      throw new IllegalArgumentException(
          "Cannot use "
              + threads
              + " threads, "
              + kvMemory
              + " bytes of KV memory, steps of "
              + stepTokens
              + " tokens and texts of "
              + maxTextBytes
              + " bytes: each must be at least 1.");
    }
  }

  /** The same for a model whose file does not say how text is split into words. */
  public EngineSettings withPreTokenizer(@Nullable String name) {
    return new EngineSettings(threads, kvMemory, kvFormat, stepTokens, compute, maxTextBytes, name);
  }

  /** How many threads compute in an engine that this JVM opens. */
  public int threadCount() {
    return Objects.requireNonNullElseGet(threads, () -> Runtime.getRuntime().availableProcessors());
  }

  /** The most memory, in bytes, for the KV caches of an engine that this JVM opens. */
  public long kvBytes() {
    return Objects.requireNonNullElseGet(kvMemory, () -> Runtime.getRuntime().maxMemory() / 2);
  }

  /** All in these settings that results depend on, such as {@code int8}. */
  public String numerics() {
    String products = compute.arithmetic().toString();
    return kvFormat == KvFormat.FLOAT32 ? products : products + ", KV cache in " + kvFormat;
  }
}
