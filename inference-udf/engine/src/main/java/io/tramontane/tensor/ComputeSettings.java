package io.tramontane.tensor;

import java.io.Serializable;

/**
 * How to compute. Nothing here but {@code arithmetic} changes a result.
 *
 * @param arithmetic of the matrix products
 * @param vectorBits the width of the vectors to compute with
 * @param nativeCode whether matrix products may run in native code
 */
public record ComputeSettings(Arithmetic arithmetic, VectorBits vectorBits, NativeCode nativeCode)
    implements Serializable {
  /** As fast as this machine can. */
  public static ComputeSettings fastest(Arithmetic arithmetic) {
    return new ComputeSettings(arithmetic, VectorBits.AUTO, NativeCode.AUTO);
  }
}
