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
 * How fast this machine reads memory: the sum of an array of 256 MiB, far beyond the caches, one
 * for each thread. {@code bytes} is bytes a second of all threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class BandwidthBenchmark {
  private final MachineLimit limit = MachineLimit.named("MemoryReads");

  /** Counts what is done beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Traffic {
    /** Bytes read. */
    public long bytes;
  }

  /** A part of the array. */
  @Benchmark
  public float read(Traffic done) {
    float result = limit.approach();
    done.bytes += limit.amount();
    return result;
  }
}
