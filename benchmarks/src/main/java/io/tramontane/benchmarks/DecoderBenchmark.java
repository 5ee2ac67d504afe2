package io.tramontane.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.WeightMatrix;
import io.tramontane.tensor.WeightPanel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reading and decoding a panel of 64 rows of 4,096 weights from a mapped file, by format. {@code
 * weights} is weights a second, one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DecoderBenchmark {
  private static final int COLUMNS = 4096;
  private static final int PANELS = 16;
  private static final int ROWS = PANELS * WeightPanel.ROWS;

  /** The weight format. */
  @Param public TensorType format = TensorType.F32;

  private final WeightPanel panel = new WeightPanel(Kernel.best());
  private Path path = Path.of("");
  private @Nullable GgufFile file;
  private @Nullable WeightMatrix matrix;
  private int next;

  /** Counts weights beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Operations {
    /** Decoded weights. */
    public long weights;
  }

  /** Writes a file of one tensor of random bytes. */
  @Setup
  public void write() throws IOException {
    byte[] bytes = new byte[Math.toIntExact(format.bytes((long) ROWS * COLUMNS))];
    new Random(1).nextBytes(bytes);
    path = Files.createTempFile("decoder-benchmark", ".gguf");
    new GgufWriter()
        .tensor("weights", format, List.of((long) COLUMNS, (long) ROWS), bytes)
        .write(path);
    file = GgufFile.open(path);
    matrix = new WeightMatrix(file.tensor("weights"), 0, ROWS);
  }

  /** Removes it. */
  @TearDown
  public void remove() throws IOException {
    requireNonNull(file).close();
    Files.delete(path);
  }

  /** One panel. */
  @Benchmark
  public void decodePanel(Operations operations, Blackhole blackhole) {
    next = (next + 1) % PANELS;
    panel.decode(
        requireNonNull(matrix),
        next * WeightPanel.ROWS,
        WeightPanel.ROWS,
        WeightPanel.DEPTH,
        (column, depth) -> blackhole.consume(panel.values()));
    operations.weights += (long) WeightPanel.ROWS * COLUMNS;
  }
}
