package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
  private static final int THREADS = 8;
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private final Path folder;

  MappingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096, 1 << 30})
  void readsAcrossSegments(int segmentBytes) throws IOException {
    byte[] bytes = random(1000 * 4);

    try (GgufFile file = GgufFile.open(model(bytes), segmentBytes)) {
      GgufTensor tensor = file.tensor("t");
      Random random = new Random(segmentBytes);
      for (int i = 0; i < 500; i++) {
        int from = random.nextInt(bytes.length + 1);
        int length = random.nextInt(bytes.length - from + 1);
        byte[] target = new byte[length + 2];
        tensor.read(from, target, 1, length);
        assertThat(target).startsWith(0).endsWith(0);
        assertThat(Arrays.copyOfRange(target, 1, 1 + length))
            .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 4",
    "5, 0, 4",
    "0, 0, 9",
    "8, 0, 1",
    "9, 0, 0",
    "0, -1, 4",
    "0, 7, 4",
    "0, 0, -1",
    "9223372036854775807, 0, 8"
  })
  void refusesReadsOutsideTensorOrTarget(long offset, int start, int length) throws IOException {
    try (GgufFile file = GgufFile.open(model(new byte[8]))) {
      GgufTensor tensor = file.tensor("t");
      assertThatThrownBy(() -> tensor.read(offset, new byte[10], start, length))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void readsTensorLargerThanAnySegment() throws IOException {
    Path path = folder.resolve("large.gguf");
    long columns = 5L << 28;
    RawGguf header = RawGguf.header(1, 0).tensor("t", RawGguf.F32, 0, columns, 1).data(0);
    long end = header.bytes().length + columns * 4;
    header.write(path);
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      for (long offset : new long[] {0, (1L << 30) - 2, (1L << 32) - 2, columns * 4 - 4}) {
        sparse.seek(end - columns * 4 + offset);
        sparse.write(new byte[] {1, 2, 3, 4});
      }
    }

    try (GgufFile file = GgufFile.open(path)) {
      GgufTensor tensor = file.tensor("t");
      assertThat(tensor.bytes()).isEqualTo(5L << 30);
      for (long offset : new long[] {0, (1L << 30) - 2, (1L << 32) - 2, columns * 4 - 4}) {
        byte[] target = new byte[4];
        tensor.read(offset, target, 0, 4);
        assertThat(target).containsExactly(1, 2, 3, 4);
      }
    }
  }

  @Test
  void givesManyThreadsTheSameBytes() throws Exception {
    byte[] bytes = random(1 << 20);

    try (GgufFile file = GgufFile.open(model(bytes), 4096)) {
      GgufTensor tensor = file.tensor("t");
      for (Future<byte[]> result : inAllThreads(() -> readAll(tensor))) {
        assertThat(result.get()).isEqualTo(bytes);
      }
    }
  }

  @Test
  @Timeout(60)
  void closesUnderReadersWithoutHarm() throws Exception {
    byte[] bytes = random(1 << 16);
    Path path = model(bytes);

    for (int round = 0; round < 50; round++) {
      GgufFile file = GgufFile.open(path);
      GgufTensor tensor = file.tensor("t");
      CountDownLatch reading = new CountDownLatch(THREADS);
      List<Future<byte[]>> readers =
          inAllThreads(
              () -> {
                readAll(tensor);
                reading.countDown();
                while (true) {
                  readAll(tensor);
                }
              });
      reading.await();
      file.close();
      for (Future<byte[]> reader : readers) {
        assertThatThrownBy(reader::get)
            .hasCauseInstanceOf(IllegalStateException.class)
            .hasMessageContaining("it was closed");
      }
    }
  }

  @Test
  void leavesNoMappingBehind() throws IOException {
    assumeTrue(Files.isReadable(MAPPINGS), "Only Linux lists the mappings of a process.");
    Path path = model(random(1 << 16));

    try (GgufFile file = GgufFile.open(path, 4096)) {
      assertThat(file.tensor("t").bytes()).isEqualTo(1 << 16);
      assertThat(mappings(path)).isNotEmpty();
    }

    assertThat(mappings(path)).isEmpty();
  }

  @Test
  void leavesNoMappingBehindWhenALaterPartIsWrong() throws IOException {
    assumeTrue(Files.isReadable(MAPPINGS), "Only Linux lists the mappings of a process.");
    Path first = folder.resolve("model-00001-of-00002.gguf");
    new GgufWriter()
        .metadata("split.no", MetadataValue.uint16(0))
        .metadata("split.count", MetadataValue.uint16(2))
        .metadata("split.tensors.count", MetadataValue.int32(2))
        .tensor("t", TensorType.F32, List.of(1024L), new byte[4096])
        .write(first);
    Files.createFile(folder.resolve("model-00002-of-00002.gguf"));

    assertThatThrownBy(() -> GgufFile.open(first)).isInstanceOf(InvalidInputException.class);

    assertThat(mappings(first)).isEmpty();
  }

  @Test
  void survivesFileThatWasShortenedMeanwhile() throws IOException {
    Path path = model(random(1 << 16));

    try (GgufFile file = GgufFile.open(path)) {
      GgufTensor tensor = file.tensor("t");
      try (RandomAccessFile shortened = new RandomAccessFile(path.toFile(), "rw")) {
        shortened.setLength(100);
      }
      // Compiled code gets the error only at its next safepoint, perhaps after the read.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  readAll(tensor);
                }
              })
          .isInstanceOf(InternalError.class)
          .hasMessageContaining("a fault occurred in a");
    }
  }

  private Path model(byte[] bytes) throws IOException {
    Path path = folder.resolve("model.gguf");
    new GgufWriter().tensor("t", TensorType.F32, List.of(bytes.length / 4L), bytes).write(path);
    return path;
  }

  private List<Future<byte[]>> inAllThreads(Callable<byte[]> work) {
    return Stream.generate(() -> threads.submit(work)).limit(THREADS).toList();
  }

  private static List<String> mappings(Path path) throws IOException {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines.filter(line -> line.endsWith(path.toString())).toList();
    }
  }

  private static byte[] readAll(GgufTensor tensor) {
    byte[] bytes = new byte[(int) tensor.bytes()];
    tensor.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
