package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.ModelDigest;
import io.tramontane.testing.TestJvm;
import io.tramontane.udf.http.HttpPatience;
import io.tramontane.udf.http.ServedFile;
import io.tramontane.udf.http.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models of a real web server in the cache; processes of their own where one is killed. */
@Tag("process")
@Timeout(120)
class HttpModelTest {
  private static final int MIB = 1 << 20;

  /** Enough for two notes of how much is there. */
  private static final int LARGE = 40 * MIB;

  private static final int NOTED_TWICE = 32 * MIB;

  private final Path root;
  private final Path folder;
  private final WebServer server;

  /** How much the process that was killed has noted. */
  private int noted;

  HttpModelTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.folder = root.resolve("cache");
    this.server = WebServer.open();
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void fetchesAModelOnceUnderItsName() throws IOException {
    ServedFile file = serve("/hub/m.gguf", MIB + 7);

    LocalModel first = cache(null).fetch(server.url("/hub/m.gguf?download=true"));
    LocalModel again = cache(null).fetch(server.url("/hub/m.gguf?download=true"));

    assertThat(first.path()).hasFileName("m.gguf").hasBinaryContent(file.content());
    assertThat(again).isEqualTo(first);
    assertThat(server.downloads()).hasSize(1);
    try (Stream<Path> kept = Files.list(first.path().getParent())) {
      assertThat(kept.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("m.gguf", ".sha256");
    }
  }

  @Test
  void thePartsOfASplitModelHaveTheSameQuery() throws IOException {
    ServedFile one = serve("/m-00001-of-00002.gguf", MIB);
    ServedFile two = serve("/m-00002-of-00002.gguf", 10);

    Path first = cache(null).fetch(server.url("/m-00001-of-00002.gguf?a=%2Fb+c")).path();

    assertThat(first).hasFileName("m-00001-of-00002.gguf").hasBinaryContent(one.content());
    assertThat(first.resolveSibling("m-00002-of-00002.gguf")).hasBinaryContent(two.content());
    assertThat(server.asked())
        .hasSize(4)
        .allSatisfy(asked -> assertThat(asked.target()).endsWith(".gguf?a=%2Fb+c"));
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    serve("/m-00001-of-00002.gguf", MIB);
    server.on("/", exchange -> exchange.sendResponseHeaders(404, -1));

    assertThatThrownBy(() -> cache(null).fetch(server.url("/m-00001-of-00002.gguf?key=hidden")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no %s?(masked)", server.url("/m-00002-of-00002.gguf"));
    assertThat(cachedFolders()).isEmpty();
  }

  @Test
  void aModelThatChangesMeanwhileIsFetchedAnew() throws IOException {
    ServedFile file = ServedFile.of(MIB);
    AtomicInteger asked = new AtomicInteger();
    server.on(
        "/m.gguf",
        exchange -> {
          if (asked.incrementAndGet() == 2) {
            file.change("\"v2\"");
          }
          file.handle(exchange);
        });

    LocalModel model = cache(null).fetch(server.url("/m.gguf"));

    assertThat(model.path()).hasBinaryContent(file.content());
    assertThat(cachedFolders()).containsExactly(model.path().getParent());
  }

  @Test
  void aModelThatNeverStaysIsGivenUp() {
    ServedFile file = ServedFile.of(10);
    AtomicInteger asked = new AtomicInteger();
    server.on(
        "/m.gguf",
        exchange -> {
          file.change("\"v" + asked.incrementAndGet() + "\"");
          file.handle(exchange);
        });

    assertThatThrownBy(() -> cache(null).fetch(server.url("/m.gguf")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("it was changed while it was fetched: its entity tag or time has");
    assertThat(asked).hasValue(6);
  }

  @Test
  void theNextStartGoesOnWhereAProcessWasKilled() throws Exception {
    ServedFile file = serve("/m.gguf", LARGE);
    CountDownLatch killed = killedMidway(file);

    LocalModel model = cache(null).fetch(server.url("/m.gguf"));

    killed.countDown();
    assertThat(model.path()).hasBinaryContent(file.content());
    assertThat(model.sha256()).isEqualTo(ModelDigest.sha256(List.of(model.path())));
    assertThat(server.downloads()).hasSize(2);
    assertThat(server.downloads().get(1).range()).contains("bytes=" + noted + "-");
    assertThat(server.downloads().get(1).ifRange()).contains("\"v1\"");
    assertThat(cachedFolders()).containsExactly(model.path().getParent());
  }

  @Test
  void theNextStartBeginsAnewWhereTheModelIsAnother() throws Exception {
    ServedFile file = serve("/m.gguf", LARGE);
    CountDownLatch killed = killedMidway(file);
    file.change("\"v2\"");

    LocalModel model = cache(null).fetch(server.url("/m.gguf"));

    killed.countDown();
    assertThat(model.path()).hasBinaryContent(file.content());
    assertThat(server.downloads().get(1).range()).isEmpty();
    assertThat(cachedFolders()).containsExactly(model.path().getParent());
  }

  @Test
  void theNextStartBeginsAnewWhereVersionsHaveNoNames() throws Exception {
    ServedFile file = serve("/m.gguf", LARGE).versioned(null, null);
    CountDownLatch killed = killedMidway(file);
    file.change(null);

    LocalModel model = cache(null).fetch(server.url("/m.gguf"));

    killed.countDown();
    assertThat(model.path()).hasBinaryContent(file.content());
    assertThat(server.downloads().get(1).range()).isEmpty();
  }

  /** A power cut may leave a file of a length whose bytes never came to the disk. */
  @Test
  void whatWasNotNotedIsNotReliedOn() throws Exception {
    ServedFile file = serve("/m.gguf", LARGE);
    CountDownLatch killed = killedMidway(file);
    Path part = cachedFolders().get(0).resolve("m.gguf");
    byte[] damaged = Files.readAllBytes(part);
    damaged[noted]++;
    Files.write(part, damaged);

    LocalModel model = cache(null).fetch(server.url("/m.gguf"));

    killed.countDown();
    assertThat(model.path()).hasBinaryContent(file.content());
  }

  @Test
  void whatBreaksOffStaysForTheNextStart() throws IOException {
    ServedFile file = serve("/m.gguf", MIB).breakingAt(300_000, 1);

    assertThatThrownBy(() -> cache(null, 1).fetch(server.url("/m.gguf")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("at the last of 1 tries");

    assertThat(cache(null).fetch(server.url("/m.gguf")).path()).hasBinaryContent(file.content());
    assertThat(server.downloads().get(1).range()).isPresent();
  }

  @Test
  void unfinishedModelsOfOthersStayWhileThereIsRoom() throws IOException {
    serve("/a.gguf", MIB).breakingAt(300_000, 1);
    serve("/b.gguf", MIB);
    serve("/c.gguf", MIB);
    assertThatThrownBy(() -> cache(null, 1).fetch(server.url("/a.gguf")))
        .isInstanceOf(InsufficientResourcesException.class);
    Path unfinished = cachedFolders().get(0);

    cache(null).fetch(server.url("/b.gguf"));
    assertThat(unfinished).isDirectory();

    cache(2L * MIB + 100_000).fetch(server.url("/c.gguf"));
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void aModelThatIsHereIsTakenByItsDigestAndNobodyIsAsked() throws IOException {
    serve("/m.gguf", MIB);
    LocalModel model = cache(null).fetch(server.url("/m.gguf?signature=1"));
    int asked = server.asked().size();

    assertThat(cache(null).fetch(server.url("/m.gguf?signature=2"), model.sha256()))
        .isEqualTo(model);
    assertThat(cache(null).cached(model.sha256())).contains(model);
    assertThat(cache(null).cached("0".repeat(64))).isEmpty();
    assertThat(server.asked()).hasSize(asked);

    byte[] bytes = Files.readAllBytes(model.path());
    bytes[5]++;
    Files.write(model.path(), bytes);
    assertThat(cache(null).cached(model.sha256())).as("damaged").isEmpty();
  }

  @Test
  void anotherModelOfTheSameLengthIsFetchedWhereVersionsHaveNoNames() throws IOException {
    ServedFile file = serve("/m.gguf", MIB).versioned(null, null);
    Path before = cache(null).fetch(server.url("/m.gguf")).path();
    file.change(null);
    Path expected = Files.write(root.resolve("expected"), file.content());

    LocalModel model =
        cache(null).fetch(server.url("/m.gguf"), ModelDigest.sha256(List.of(expected)));

    assertThat(model.path()).isEqualTo(before).hasBinaryContent(file.content());
  }

  @Test
  void theProxyOfTheJvmIsUsed() throws IOException {
    ServedFile file = serve("/m.gguf", MIB);
    try (TestJvm jvm =
        fetch(
            "http://models.invalid/m.gguf?a=%2Fb",
            "-Dhttp.proxyHost=localhost", "-Dhttp.proxyPort=" + server.port())) {
      assertThat(Path.of(jvm.value("fetched"))).hasBinaryContent(file.content());
    }
    assertThat(server.asked())
        .hasSize(2)
        .allSatisfy(
            asked -> assertThat(asked.target()).isEqualTo("http://models.invalid/m.gguf?a=%2Fb"));
  }

  private ServedFile serve(String path, int bytes) {
    ServedFile file = ServedFile.of(bytes);
    server.on(path, file);
    return file;
  }

  /**
   * Has a process fetch the model until the server says no more, and kills it.
   *
   * @return to be opened when the server may end that answer
   */
  private CountDownLatch killedMidway(ServedFile file) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    file.stallingAt(NOTED_TWICE + 3 * MIB, latch);
    try (TestJvm killed = fetch(server.url("/m.gguf"))) {
      awaitNote();
      killed.kill();
    }
    return latch;
  }

  private void awaitNote() throws Exception {
    while (noted < NOTED_TWICE) {
      Thread.sleep(20);
      for (Path each : cachedFolders()) {
        Path note = each.resolve(".kept");
        noted = Files.exists(note) ? Integer.parseInt(Files.readString(note).strip()) : 0;
      }
    }
  }

  private TestJvm fetch(String url, String... options) throws IOException {
    Path errors = Files.createTempFile(root, "errors", ".txt");
    return TestJvm.start(errors, FetchModel.class, List.of(options), folder, url);
  }

  private ModelCache cache(@Nullable Long maxBytes) {
    return cache(maxBytes, 3);
  }

  private ModelCache cache(@Nullable Long maxBytes, int tries) {
    HttpPatience patience =
        new HttpPatience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            tries,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Clock.systemUTC(),
            wait -> {});
    return ModelCache.of(
        new ModelCacheSettings(folder, maxBytes), new HttpStore(null, Map.of(), patience));
  }

  /** The folders in the cache, whole models or not. */
  private List<Path> cachedFolders() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).toList();
    }
  }
}
