package io.tramontane.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.MatrixMultiplier;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.PanelKernel;
import io.tramontane.tensor.PanelMultiplier;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import io.tramontane.tensor.VectorBits;
import io.tramontane.tensor.WeightMatrix;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tensor.jni.PanelKernels;
import java.io.ByteArrayOutputStream;
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

/**
 * Products of some rows of activations with 3,584 x 1,024 weights from a mapped file, decoding
 * included, on all processors. {@code operations} is operations a second, two for each
 * multiplication.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ProductBenchmark {
  private static final int COLUMNS = 1024;
  private static final int WEIGHT_ROWS = 3584;

  /** The weight format. */
  @Param({"Q4_K", "Q4_0", "Q8_0"})
  public TensorType format = TensorType.Q4_K;

  /** Rows of activations. */
  @Param({"1", "4", "16", "64", "512"})
  public int rows = 1;

  /** What the products are computed in. */
  @Param public Arithmetic arithmetic = Arithmetic.INT8;

  /** Whether in native code. */
  @Param public NativeCode nativeCode = NativeCode.AUTO;

  private Path path = Path.of("");
  private @Nullable GgufFile file;
  private @Nullable WorkerPool pool;
  private @Nullable MatrixMultiplier multiplier;
  private List<Product> products = List.of();

  /** Counts operations beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Counter {
    /** Multiplications and additions. */
    public long operations;
  }

  /** Writes a file of one tensor of random bytes. */
  @Setup
  public void write() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new RandomBlocks(format, 0.03, new Random(1)).writeTo(bytes, (long) WEIGHT_ROWS * COLUMNS);
    path = Files.createTempFile("product-benchmark", ".gguf");
    new GgufWriter()
        .tensor("weights", format, List.of((long) COLUMNS, (long) WEIGHT_ROWS), bytes.toByteArray())
        .write(path);
    file = GgufFile.open(path);
    pool = new WorkerPool(Runtime.getRuntime().availableProcessors());
    Kernel kernel = Kernel.best();
    ComputeSettings settings = new ComputeSettings(arithmetic, VectorBits.AUTO, nativeCode);
    PanelKernel panels = PanelKernels.of(settings, kernel, pool.threads());
    multiplier = new PanelMultiplier(panels, kernel, pool);
    float[] input = new float[rows * COLUMNS];
    Random random = new Random(2);
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    products =
        List.of(
            new Product(
                new WeightMatrix(file.tensor("weights"), 0, WEIGHT_ROWS),
                Rows.of(input, COLUMNS, rows),
                Rows.of(new float[rows * WEIGHT_ROWS], WEIGHT_ROWS, rows)));
  }

  /** Removes it. */
  @TearDown
  public void remove() throws IOException {
    requireNonNull(pool).close();
    requireNonNull(file).close();
    Files.delete(path);
  }

  /** One product. */
  @Benchmark
  public void multiply(Counter counter) {
    requireNonNull(multiplier).multiply(products);
    counter.operations += 2L * rows * WEIGHT_ROWS * COLUMNS;
  }
}
