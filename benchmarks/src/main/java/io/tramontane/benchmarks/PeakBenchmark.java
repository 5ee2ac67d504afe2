package io.tramontane.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most float32 multiply-adds that this machine does: fused multiply-adds on registers, at the
 * preferred vector width, nothing read or written. {@code flops} is floating-point operations a
 * second of all threads, two for each multiply-add.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PeakBenchmark {
  private final MachineLimit limit = MachineLimit.named("FusedMultiplyAdds");

  /** Counts what is done beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Operations {
    /** Floating-point operations. */
    public long flops;
  }

  /** Twelve chains of fused multiply-adds. */
  @Benchmark
  public float multiplyAdd(Operations done) {
    float result = limit.approach();
    done.flops += limit.amount();
    return result;
  }
}
