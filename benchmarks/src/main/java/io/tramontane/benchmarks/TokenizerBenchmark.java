package io.tramontane.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Texts to ids, each line of a file by itself, with the tokenizer of any model file. {@code tokens}
 * and {@code bytes} are those a second and thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenizerBenchmark {
  /** A GGUF file; its weights are not read. */
  @Param({""})
  public String model = "";

  /** A file with a text in each line, in UTF-8. */
  @Param({""})
  public String texts = "";

  private @Nullable Tokenizer tokenizer;
  private List<String> lines = List.of();
  private long size;

  /** Counts beside invocations. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Counter {
    /** Ids that came out. */
    public long tokens;

    /** Bytes that went in. */
    public long bytes;
  }

  /** Reads both files. */
  @Setup
  public void read() throws IOException {
    try (GgufFile file = GgufFile.open(Path.of(model))) {
      tokenizer = Tokenizer.from(file.metadata());
    }
    lines = Files.readAllLines(Path.of(texts));
    size = Files.size(Path.of(texts)) - lines.size();
  }

  /** All texts once. */
  @Benchmark
  public void encode(Counter counter) {
    Tokenizer encoder = requireNonNull(tokenizer);
    for (String line : lines) {
      counter.tokens += encoder.encode(line).length;
    }
    counter.bytes += size;
  }
}
