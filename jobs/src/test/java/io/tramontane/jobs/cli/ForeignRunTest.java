package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in a run's folder may be anybody's: it sends nobody anywhere, and reads nothing. */
class ForeignRunTest {
  private static Workspace workspace = new Workspace(Path.of(""));
  private static byte[] manifest = {};

  private final StringWriter told = new StringWriter();
  private final ServerSocket server;

  ForeignRunTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(1);
  }

  @BeforeAll
  static void makeARun(@TempDir Path shared) throws IOException {
    TestSpark.session();
    workspace = Workspace.in(shared, 0).numberedCorpus(3);
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    String[] command = {"enrich", "--config", workspace.config().toString()};
    assertThat(new CommandLineInterface(new FakeModels()).execute(command, nowhere, nowhere))
        .isZero();
    manifest = Files.readAllBytes(file());
  }

  @BeforeEach
  void restoreTheManifest() throws IOException {
    write(manifest);
  }

  @AfterEach
  void nobodyWasSentAnywhere() throws IOException {
    try (server) {
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include url(\"http://localhost:PORT/x.conf\")",
        "include required(url(\"http://localhost:PORT/x.conf\"))",
        "include \"http://localhost:PORT/x.conf\"",
        "include file(\"/etc/hostname\")",
        "tramontane.run.id = ${PATH}",
        "tramontane.run.id = ${?HOME}",
        "# a comment",
      })
  void itsSettingsAreDataAndNoConfiguration(String line) throws IOException {
    editSettings(at(line) + "\n%s");

    assertRefused("its manifest does not hold them as JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT/m",
        "https://localhost:PORT/m",
        "ftp://localhost:PORT/m",
        "webhdfs://localhost:PORT/m",
        "hdfs://localhost:PORT/m",
        "//localhost:PORT/m",
        "http:/localhost:PORT/m"
      })
  void modelAndCorpusAreNotFetchedOnItsWord(String place) throws IOException {
    String url = at(place);
    set("input", url);
    assertRefused("Cannot use tramontane.input.path of run r1: it is " + url);

    set("input", workspace.root().resolve("corpus.jsonl").toString());
    set("model", url);
    String output = workspace.output().toString();
    assertThat(run("verify", "--output", output, "--recompute", "1")).isEqualTo(2);
    assertThat(told.toString()).contains("tramontane.model.path of run r1: it is " + url);
    told.getBuffer().setLength(0);
    String model = workspace.root().resolve("model.gguf").toString();
    assertThat(run("verify", "--output", output, "--recompute", "1", "--model", model))
        .as(told.toString())
        .isZero();
  }

  @Test
  void aReferenceInAStringIsAString() throws IOException {
    set("model", workspace.root() + "/${PATH}");

    run("verify", "--output", workspace.output().toString(), "--recompute", "1");

    assertThat(told.toString()).contains("${PATH}").doesNotContain(System.getenv("PATH"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT/part-00000.parquet",
        "../r2/part-00000.parquet",
        "..",
        "/x"
      })
  void itsFilesAreInItsFolder(String name) throws IOException {
    String file = at(name);
    edit(manifest -> ((ObjectNode) manifest.get("files").get(0)).put("file", file));

    assertThat(run("verify", "--output", workspace.output().toString())).isEqualTo(2);
    assertThat(told.toString()).contains("it names a file '" + file + "' that is none of a run's");
  }

  private String at(String place) {
    return place.replace("PORT", String.valueOf(server.getLocalPort()));
  }

  private void assertRefused(String reason) {
    String output = workspace.output().toString();
    assertThat(run("verify", "--output", output, "--recompute", "1")).isEqualTo(2);
    assertThat(told.toString()).contains(reason);
    told.getBuffer().setLength(0);
    assertThat(run("evaluate", "--output", output, "--run-id", "r1", "--gold-column", "text"))
        .isEqualTo(2);
    assertThat(told.toString()).contains(reason);
  }

  private static void editSettings(String around) throws IOException {
    edit(
        manifest ->
            manifest.put(
                "configuration", around.replace("%s", manifest.get("configuration").asText())));
  }

  /** Sets the path of a section. */
  private static void set(String section, String path) throws IOException {
    ObjectMapper json = new ObjectMapper();
    edit(
        manifest -> {
          try {
            ObjectNode settings =
                (ObjectNode) json.readTree(manifest.get("configuration").asText());
            ((ObjectNode) settings.at("/tramontane/" + section)).put("path", path);
            manifest.put("configuration", settings.toString());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void edit(Consumer<ObjectNode> change) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode edited = (ObjectNode) json.readTree(Files.readAllBytes(file()));
    change.accept(edited);
    write(json.writeValueAsBytes(edited));
  }

  private static Path file() {
    return workspace.run().resolve("_manifest.json");
  }

  /** Behind the back of Hadoop, which keeps a checksum beside it. */
  private static void write(byte[] content) throws IOException {
    Files.deleteIfExists(workspace.run().resolve("._manifest.json.crc"));
    Files.write(file(), content);
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(told);
    return new CommandLineInterface(new FakeModels()).execute(arguments, writer, writer);
  }
}
