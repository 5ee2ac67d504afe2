package io.tramontane.benchmarks;

import io.tramontane.tensor.Kernel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The float32 kernel on a decoded panel of 64 weight rows by 256 columns, by rows of activations.
 * {@code flops} is floating-point operations a second, two for each multiply-add.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatrixKernelBenchmark {
  private static final int COLUMNS = 64;
  private static final int DEPTH = 256;

  /** Rows of activations. */
  @Param({"1", "4", "16", "64", "512"})
  public int rows;

  private final Kernel kernel = Kernel.best();
  private float[] activations = {};
  private float[] panel = {};
  private float[] output = {};

  /** Counts operations beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Operations {
    /** Floating-point operations. */
    public long flops;
  }

  /** Fills the operands. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    activations = floats(random, rows * DEPTH);
    panel = floats(random, DEPTH * COLUMNS);
    output = new float[rows * COLUMNS];
  }

  /** One panel. */
  @Benchmark
  public float[] multiplyAdd(Operations operations) {
    kernel.multiplyAdd(
        rows, COLUMNS, DEPTH, activations, 0, DEPTH, panel, 0, COLUMNS, output, 0, COLUMNS);
    operations.flops += 2L * rows * COLUMNS * DEPTH;
    return output;
  }

  private static float[] floats(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
