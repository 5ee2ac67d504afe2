package io.tramontane.jobs.config;

import io.tramontane.mixtral.KvFormat;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import java.io.Serializable;
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
  /** How the engine computes. */
  public ComputeSettings compute() {
    return new ComputeSettings(arithmetic, vectorBits, nativeCode);
  }
}
