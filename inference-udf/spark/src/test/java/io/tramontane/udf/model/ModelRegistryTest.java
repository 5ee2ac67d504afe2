package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.Backend;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.djl.TramontaneEngineProvider;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Generate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the embedded model. */
class ModelRegistryTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");
  // As the model's card gives it.
  private static final String SHA256 =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final EngineSettings SETTINGS = new EngineSettings(1, 64 << 20, 128);

  private static final String CLOSED = "Cannot submit a request: the engine is closed.";

  private final ModelRegistry registry = new ModelRegistry();

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  private static ModelKey key(Path model, @Nullable String sha256, EngineSettings settings) {
    return new ModelKey(new ModelFile(model), sha256, TramontaneEngineProvider.NAME, settings);
  }

  private static ModelKey key() {
    return key(MODEL, SHA256, SETTINGS);
  }

  /** To a question whose answer has one token. */
  private static Answer ask(Backend backend) {
    try (Session session = backend.open(List.of(new Generate(1, Sampling.GREEDY, List.of())))) {
      return (Answer) session.submit(Texts.of("python")).join().only();
    }
  }

  private static boolean answers(Backend backend) {
    return ask(backend).completionTokens() == 1;
  }

  @Test
  void loadsAModelThatAnswers() {
    assertThat(answers(registry.backend(key()))).isTrue();
  }

  @Test
  void loadsAModelOnceForAllThreads() throws Exception {
    Callable<Backend> load = () -> registry.backend(key());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Set<Object> models = new HashSet<>();
      for (Future<Backend> loaded : threads.invokeAll(Collections.nCopies(8, load))) {
        models.add(loaded.get());
      }
      assertThat(models).hasSize(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void tellsModelsApartByPathAndSettingsOnly() {
    Backend backend = registry.backend(key());
    EngineSettings otherSettings = new EngineSettings(1, 64 << 20, 64);

    assertThat(registry.backend(key(MODEL.toAbsolutePath(), SHA256, SETTINGS))).isSameAs(backend);
    assertThat(registry.backend(key(MODEL, SHA256, otherSettings))).isNotSameAs(backend);
  }

  @Test
  void rejectsAModelOfAnotherDigest() {
    String expected = "0".repeat(64);

    assertThatThrownBy(() -> registry.backend(key(MODEL, expected, SETTINGS)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use model "
                + MODEL.toAbsolutePath().normalize()
                + ": its digest is "
                + SHA256
                + ", expected "
                + expected
                + ". Fetch the model again, or correct the digest.");
  }

  @Test
  void triesAgainAfterAFailure(@TempDir Path folder) throws IOException {
    // A comma and a space, since DJL's own path lists take them for separators.
    Path file = folder.resolve("a, b.gguf");
    ModelKey key = key(file, SHA256, SETTINGS);
    assertThatThrownBy(() -> registry.backend(key))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a, b.gguf");
    Files.copy(MODEL, file);

    assertThat(answers(registry.backend(key))).isTrue();
  }

  @Test
  void anUnknownEngineIsAnError() {
    ModelKey key = new ModelKey(new ModelFile(MODEL), SHA256, "Tramontana", SETTINGS);

    assertThatThrownBy(() -> registry.backend(key))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no engine Tramontana");
  }

  @Test
  void closesItsModels() {
    Backend backend = registry.backend(key());
    registry.close();
    registry.close();

    assertThatThrownBy(() -> ask(backend)).hasMessage(CLOSED);
    assertThatThrownBy(() -> registry.backend(key()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use " + key().source().location() + ": the registry is closed.");
  }

  @Test
  void tellsWhatItsModelsHaveDoneAlsoWhenClosed() {
    Answer answer = ask(registry.backend(key()));
    registry.backend(key(MODEL, SHA256, new EngineSettings(1, 32 << 20, 64)));
    EngineStats stats = registry.stats();

    assertThat(stats)
        .isEqualTo(new EngineStats(1, answer.promptTokens(), 1, 0, 0, stats.kvBytes(), 96 << 20));
    registry.close();
    assertThat(registry.stats()).isEqualTo(stats);
  }

  @Test
  void closesAModelThatNobodyHasUsedForATime() {
    ModelKey key = key(MODEL, null, SETTINGS);
    ModelLease first = registry.lend(key, Duration.ofMillis(50));
    ModelLease second = registry.lend(key, Duration.ofMillis(50));
    Backend backend = first.backend();
    assertThat(second.backend()).isSameAs(backend);

    first.close();
    first.close();
    Awaitility.await().during(Duration.ofMillis(300)).until(() -> answers(backend));
    second.close();

    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> ask(backend)).hasMessage(CLOSED));
    try (ModelLease again = registry.lend(key, Duration.ofMinutes(1))) {
      assertThat(again.backend()).isNotSameAs(backend);
      assertThat(answers(again.backend())).isTrue();
    }
  }

  @Test
  void aLoanTakenInTimeKeepsTheModel() {
    Backend backend;
    try (ModelLease lease = registry.lend(key(), Duration.ofMillis(300))) {
      backend = lease.backend();
    }
    try (ModelLease lease = registry.lend(key(), Duration.ofMillis(300))) {
      Awaitility.await()
          .during(Duration.ofMillis(600))
          .until(() -> lease.backend() == backend && answers(backend));
    }
  }

  @Test
  void aModelThatIsKeptIsNotClosedByALoan() {
    Backend kept = registry.backend(key());
    registry.lend(key(), Duration.ZERO).close();

    Awaitility.await().during(Duration.ofMillis(200)).until(() -> answers(kept));
  }

  @Test
  void whatAClosedModelHasDoneStillCounts() {
    int promptTokens;
    try (ModelLease lease = registry.lend(key(), Duration.ZERO)) {
      promptTokens = ask(lease.backend()).promptTokens();
    }

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(registry.stats())
                    .isEqualTo(new EngineStats(1, promptTokens, 1, 0, 0, 0, 0)));
  }

  /** The embedded model with one weight changed. */
  private static void write(Path file, boolean changed) throws IOException {
    byte[] bytes = Files.readAllBytes(MODEL);
    if (changed) {
      bytes[bytes.length - 1] ^= 1;
    }
    Files.write(file, bytes);
  }

  private static void replaceByRename(Path file) throws IOException {
    Path other = file.resolveSibling("other.gguf");
    write(other, true);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aLoanOfAModelThatWasReplacedIsAnotherModel(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.gguf");
    write(file, false);
    ModelKey key = key(file, null, SETTINGS);
    Backend backend;
    try (ModelLease lease = registry.lend(key, Duration.ofMinutes(1))) {
      backend = lease.backend();
      assertThat(answers(backend)).isTrue();
      assertThat(backend.identify().digest()).isEqualTo(SHA256);
    }
    replaceByRename(file);

    try (ModelLease lease = registry.lend(key, Duration.ofMinutes(1))) {
      assertThat(lease.backend()).isNotSameAs(backend);
      assertThat(answers(lease.backend())).isTrue();
      assertThat(lease.backend().identify().digest()).isNotEqualTo(SHA256);
    }
    assertThat(registry.stats().requestsAnswered()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelThatWasChangedIsNotTheOneOfItsDigest(boolean inPlace, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("m.gguf");
    write(file, false);
    ModelKey key = key(file, SHA256, SETTINGS);
    ModelLease inUse = registry.lend(key, Duration.ofMinutes(1));
    assertThat(answers(inUse.backend())).isTrue();
    if (inPlace) {
      FileTime time = Files.getLastModifiedTime(file);
      write(file, true);
      Files.setLastModifiedTime(file, time);
    } else {
      replaceByRename(file);
    }

    assertThatThrownBy(() -> ask(inUse.backend()))
        .rootCause()
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageStartingWith("Cannot go on with " + file);
    assertThatThrownBy(() -> registry.lend(key, Duration.ofMinutes(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("expected " + SHA256);
    assertThatThrownBy(() -> registry.backend(key)).isInstanceOf(InvalidInputException.class);

    Path right = folder.resolve("right.gguf");
    write(right, false);
    Files.move(right, file, StandardCopyOption.ATOMIC_MOVE);
    try (ModelLease lease = registry.lend(key, Duration.ofMinutes(1))) {
      inUse.close();
      assertThat(answers(lease.backend())).isTrue();
    }
  }

  /** A backup's hard link changes the change time, and nothing else. */
  @Test
  void aModelOfWhichOnlyTheAttributesChangedIsLoadedAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.gguf");
    write(file, false);
    ModelKey key = key(file, SHA256, SETTINGS);
    Backend backend = registry.backend(key);
    Files.createLink(folder.resolve("backup"), file);

    assertThat(registry.backend(key)).isNotSameAs(backend);
    assertThat(answers(registry.backend(key))).isTrue();
  }

  @Test
  void refusesAModelReplacedBetweenBeingDigestedAndBeingOpened(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("m.gguf");
    write(file, false);
    LocalModel digested = new ModelFile(file).verified(SHA256);
    replaceByRename(file);

    assertThatThrownBy(() -> digested.load(TramontaneEngineProvider.NAME, SETTINGS))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot use model %s: it was changed or replaced between being digested and being opened. Start again.",
            file);
  }

  @Test
  void remembersADigestInTheCacheFolder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.gguf");
    write(file, false);
    Path cache = folder.resolve("cache");
    ModelFile source = new ModelFile(file, new ModelCacheSettings(cache, null));
    assertThat(source.digested().sha256()).isEqualTo(SHA256);

    assertThat(cache).isDirectoryContaining(path -> tells(path, SHA256));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (Path entry : entries(cache)) {
      Files.writeString(entry, Files.readString(entry).replace(SHA256, "0".repeat(64)));
    }
    assertThat(source.digested().sha256()).as("others could have written it").isEqualTo(SHA256);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(source.digested().sha256()).as("as remembered").isEqualTo("0".repeat(64));
  }

  private static List<Path> entries(Path cache) throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.toList();
    }
  }

  private static boolean tells(Path entry, String digest) {
    try {
      return Files.readString(entry).endsWith(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As when an executor shuts down under its tasks. */
  @Test
  void closesUnderThreadsThatAsk() throws Exception {
    Backend backend = registry.backend(key());
    CountDownLatch asking = new CountDownLatch(4);
    Callable<Void> task =
        () -> {
          while (true) {
            ask(backend);
            asking.countDown();
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> tasks = Stream.generate(() -> threads.submit(task)).limit(4).toList();
      asking.await();
      for (Future<Object> closer :
          threads.invokeAll(Collections.nCopies(4, Executors.callable(registry::close)))) {
        closer.get();
      }

      for (Future<Void> each : tasks) {
        assertThatThrownBy(each::get)
            .hasRootCauseInstanceOf(IllegalStateException.class)
            .rootCause()
            .hasMessageMatching(
                "Cannot (submit a request: the engine is|finish the request: the engine was) closed.");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void givesTheWholeJvmOneRegistry() {
    assertThat(ModelRegistry.ofThisJvm()).isSameAs(ModelRegistry.ofThisJvm());
  }
}
