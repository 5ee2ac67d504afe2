package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.transformer.KvFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an engine whose file is not what it was: nobody gets an answer from it. */
@Timeout(60)
class ChangedModelTest {
  private static final int CONTEXT = 1 << 16;
  private static final Path MAPS = Path.of("/proc/self/maps");

  private final Path path;

  ChangedModelTest(@TempDir Path folder) {
    this.path = RandomModel.mixtral().context(CONTEXT).write(folder.resolve("model.gguf"));
  }

  /** What can happen to a file. */
  enum Change {
    OVERWRITTEN {
      @Override
      void apply(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, time);
      }
    },
    TRUNCATED {
      @Override
      void apply(Path file) throws IOException {
        try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
          shortened.setLength(0);
        }
      }
    },
    REPLACED {
      @Override
      void apply(Path file) throws IOException {
        Path other = RandomModel.mixtral().seed(2).write(file.resolveSibling("other.gguf"));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      }
    },
    REMOVED {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void apply(Path file) throws IOException;
  }

  private static EngineSettings settings(NativeCode code) {
    return new EngineSettings(
        2,
        64L << 20,
        KvFormat.FLOAT32,
        64,
        new ComputeSettings(Arithmetic.FLOAT32, VectorBits.AUTO, code),
        64 << 20);
  }

  private static CompletionRequest shortRequest() {
    return Requests.greedy(Requests.prompt(Requests.tokens(1, 5)), 2);
  }

  private void assertEnded(InferenceEngine engine) throws IOException {
    assertThatThrownBy(engine::requireUnchanged)
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageStartingWith("Cannot go on with " + path);
    assertThatThrownBy(() -> engine.submit(shortRequest()))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageStartingWith("Cannot go on with " + path);
    engine.close();
    assumeTrue(Files.exists(MAPS), "there is no " + MAPS + " here");
    assertThat(Files.readString(MAPS)).doesNotContain(path.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "OVERWRITTEN, AUTO",
    "TRUNCATED, AUTO",
    "TRUNCATED, OFF",
    "REPLACED, AUTO",
    "REMOVED, AUTO"
  })
  void aRequestAfterTheChangeIsNotAnswered(Change change, NativeCode code) throws Exception {
    try (InferenceEngine engine = InferenceEngine.open(path, settings(code))) {
      engine.submit(shortRequest()).join();
      engine.requireUnchanged();
      change.apply(path);

      assertThatThrownBy(() -> engine.submit(shortRequest()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageStartingWith("Cannot go on with " + path);
      assertEnded(engine);
    }
  }

  /** Not truncated, since the JVM would have to be lucky. */
  @ParameterizedTest
  @EnumSource(names = {"OVERWRITTEN", "REPLACED", "REMOVED"})
  void requestsInProgressEnd(Change change) throws Exception {
    try (InferenceEngine engine = InferenceEngine.open(path, settings(NativeCode.AUTO))) {
      CompletableFuture<InferenceResult> endless =
          engine.submit(
              new CompletionRequest(
                  Requests.prompt(1), 10_000, Sampling.GREEDY, Set.of(), List.of()));
      engine.submit(shortRequest()).join();
      change.apply(path);

      assertThatThrownBy(() -> endless.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageStartingWith("Cannot go on with " + path);
      assertEnded(engine);
    }
  }

  /** Whoever looks first ends the engine, and it says so to all. */
  @Test
  void whoeverSeesTheChangeEndsTheEngine() throws IOException {
    try (InferenceEngine engine = InferenceEngine.open(path, settings(NativeCode.AUTO))) {
      Change.REPLACED.apply(path);

      assertEnded(engine);
    }
  }

  @Test
  void aFileMayBeReadAndLinkedToMeanwhile() throws IOException {
    try (InferenceEngine engine = InferenceEngine.open(path, settings(NativeCode.AUTO))) {
      InferenceResult before = engine.submit(shortRequest()).join();
      assertThat(Files.readAllBytes(path)).isNotEmpty();
      Files.createSymbolicLink(path.resolveSibling("link"), path);

      assertThat(engine.submit(shortRequest()).join()).isEqualTo(before);
    }
  }
}
