package io.tramontane.config;

import io.tramontane.generate.EngineSettings;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Speed and memory in each executor. Nothing here but {@code kvCache} and the arithmetic changes a
 * result.
 *
 * @param threads how many compute; null is one for each processor that the JVM sees
 * @param kvMemory the most bytes for key-value caches
 * @param kvCache how keys and values are kept
 * @param stepTokens the most tokens of one step through the model
 * @param arithmetic of matrix products
 * @param vectorBits the width of the vectors that it computes with
 * @param nativeCode whether matrix products may run in native code
 */
public record EngineConfig(
    @Nullable Integer threads,
    long kvMemory,
    KvFormat kvCache,
    int stepTokens,
    Arithmetic arithmetic,
    VectorBits vectorBits,
    NativeCode nativeCode)
    implements Serializable {
  /** Reads the section {@code tramontane.engine}. */
  public static EngineConfig read(SettingReader reader) {
    return new EngineConfig(
        reader.optional("tramontane.engine.threads", key -> reader.integer(key, 1, 1024)),
        reader.bytes("tramontane.engine.kv-memory", 1L << 20),
        reader.choice("tramontane.engine.kv-cache", KvFormat.class),
        reader.integer("tramontane.engine.step-tokens", 1, 1_000_000),
        reader.choice("tramontane.engine.arithmetic", Arithmetic.class),
        reader.choice("tramontane.engine.vector-bits", VectorBits.values(), VectorBits::toString),
        reader.choice("tramontane.engine.native", NativeCode.class));
  }

  /** How the engine computes. */
  public ComputeSettings compute() {
    return new ComputeSettings(arithmetic, vectorBits, nativeCode);
  }

  /** For an engine in this JVM. */
  public EngineSettings settings() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new EngineSettings(
        Objects.requireNonNullElse(threads, processors), kvMemory, kvCache, stepTokens, compute());
  }
}
