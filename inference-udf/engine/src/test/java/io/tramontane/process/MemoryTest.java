package io.tramontane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.gguf.TensorType;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The memory of JVMs that score labels, each with an engine of its own. */
@Tag("process")
@Timeout(600)
class MemoryTest {
  private static final long MIB = 1 << 20;

  /** All of the heap is resident from the start, so other memory shows when it grows. */
  private static final List<String> FIXED_HEAP =
      List.of("-XX:+UseSerialGC", "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch");

  private final Path folder;

  MemoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void assumeLinux() {
    ProcessMemory.assumeAvailable();
  }

  /** 24 MB a layer. */
  private Path large(int layers) {
    return RandomModel.mixtral(TensorType.Q8_0)
        .layers(layers)
        .width(512)
        .heads(8, 2, 64)
        .feedForward(1792)
        .experts(8, 2)
        .distinctRows(100)
        .write(folder.resolve("layers-" + layers + ".gguf"));
  }

  private TestJvm score(Path model, int documents, int tokens, List<String> options)
      throws IOException {
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    return TestJvm.start(errors, LabelScoring.class, options, model, documents, tokens, 1);
  }

  /** A JVM that has used every weight, and the heap that it still uses. */
  private static long heapAfterWork(TestJvm jvm, int documents) throws IOException {
    assertThat(jvm.value("scored")).isEqualTo(Integer.toString(documents));
    return Long.parseLong(jvm.value("heap-bytes"));
  }

  @Test
  void twoProcessesShareOneCopyOfTheWeights() throws IOException {
    Path model = large(8);
    long bytes = Files.size(model);
    try (TestJvm first = score(model, 1, 120, FIXED_HEAP)) {
      heapAfterWork(first, 1);
      ProcessMemory alone = ProcessMemory.of(first.pid(), model);
      try (TestJvm second = score(model, 1, 120, FIXED_HEAP)) {
        heapAfterWork(second, 1);
        ProcessMemory one = ProcessMemory.of(first.pid(), model);
        ProcessMemory two = ProcessMemory.of(second.pid(), model);

        assertThat(one.model())
            .as("the weights that the first uses")
            .isBetween(bytes * 95 / 100, bytes + MIB);
        assertThat(two.model())
            .as("the weights that the second uses")
            .isBetween(bytes * 95 / 100, bytes + MIB);
        assertThat(one.proportionalModel() + two.proportionalModel())
            .as("the weights, of both, each page once")
            .isBetween(bytes * 95 / 100, bytes + MIB);
        assertThat(one.proportional() + two.proportional())
            .as("all memory, of both, each page once")
            .isLessThan(alone.proportional() + two.anonymous() + 32 * MIB);
      }
    }
  }

  /**
   * The same work needs the same keys and values of one layer, and the same scratch. One document,
   * since several may meet in one step or not.
   */
  @Test
  void memoryOfItsOwnDoesNotGrowWithTheModel() throws IOException {
    Path small = large(3);
    Path twice = large(6);
    long weights = Files.size(twice) - Files.size(small);
    try (TestJvm one = score(small, 1, 500, FIXED_HEAP);
        TestJvm other = score(twice, 1, 500, FIXED_HEAP)) {
      long heapOfSmall = heapAfterWork(one, 1);
      long heapOfTwice = heapAfterWork(other, 1);
      long smallAnonymous = ProcessMemory.of(one.pid(), small).anonymous();
      long twiceAnonymous = ProcessMemory.of(other.pid(), twice).anonymous();

      assertThat(weights).isGreaterThan(64 * MIB);
      assertThat(heapOfTwice - heapOfSmall)
          .as("growth of the heap in use")
          .isLessThan(weights / 16);
      assertThat(twiceAnonymous - smallAnonymous).as("growth outside").isLessThan(weights / 4);
    }
  }

  /** All layers' keys and values of all documents would take 1.1 GiB, and one layer's 192 MiB. */
  @Test
  void scoresLabelsOfAnyNumberOfDocumentsInASmallHeap() throws IOException {
    Path model =
        RandomModel.mixtral()
            .layers(6)
            .heads(8, 8, 16)
            .feedForward(32)
            .write(folder.resolve("deep.gguf"));
    try (TestJvm jvm = score(model, 4096, 30, List.of("-Xmx96m"))) {
      assertThat(jvm.value("scored")).isEqualTo("4096");
    }
  }
}
