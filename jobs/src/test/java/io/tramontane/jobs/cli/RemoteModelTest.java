package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.deploy.SparkSubmit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with the embedded model, of a web server. */
@Tag("process")
class RemoteModelTest {
  private static final Path MODEL = Path.of("../models/tramontane-tiny-q8_0.gguf");
  private static final String KEY = "Xyzzyplugh";

  private final Path folder;
  private final StringWriter told = new StringWriter();
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer server;

  RemoteModelTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    TestSpark.session();
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          answer(exchange);
        });
    server.start();
  }

  /** Without ranges, as simple servers are. */
  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean known = exchange.getRequestURI().toString().equals("/m.gguf?key=" + KEY);
      exchange.getResponseHeaders().set("ETag", "\"1\"");
      exchange.sendResponseHeaders(known ? 200 : 403, known ? Files.size(MODEL) : -1);
      if (known) {
        Files.copy(MODEL, exchange.getResponseBody());
      }
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aRunIsMadeAndCheckedWithoutGoingWhereItsManifestSays() throws IOException {
    Path config = config("?key=" + KEY, "cache");
    assertThat(run("enrich", "--config", config.toString())).as(told.toString()).isZero();
    assertThat(Files.readString(folder.resolve("out/r1/_manifest.json")))
        .contains("/m.gguf?(masked)")
        .doesNotContain(KEY);
    int before = asked.get();
    String[] recompute = {"verify", "--output", folder + "/out", "--recompute", "2", "--config"};

    // The host's cache has it.
    assertThat(run(recompute, cache("cache"))).as(told.toString()).isZero();
    assertThat(asked).hasValue(before);

    // It has not: nobody is asked, whatever the manifest says.
    assertThat(run(recompute, cache("other"))).isEqualTo(2);
    assertThat(told.toString())
        .contains(
            "Cannot use tramontane.model.path of run r1: its manifest has it masked. Give it");
    assertThat(asked).hasValue(before);

    // The user says where it is.
    assertThat(run(recompute, config("?key=" + KEY, "other").toString())).isZero();
    assertThat(asked).hasValueGreaterThan(before);
    assertThat(told.toString()).doesNotContain(KEY);
  }

  @Test
  void whatIsDeniedIsTheUsersMistake() throws IOException {
    assertThat(run("enrich", "--config", config("?key=wrong", "cache").toString())).isEqualTo(2);

    assertThat(told.toString())
        .contains("m.gguf?(masked): ")
        .contains("denies access (403)")
        .doesNotContain("wrong");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** As scripts/tramontane starts it. */
  @Test
  void theLogOfACommandShowsThatAModelIsFetched() throws Exception {
    try (CommandProcess process =
        CommandProcess.start(
            folder.resolve("log"),
            SparkSubmit.class,
            List.of("-Dlog4j2.configurationFile=../conf/log4j2.properties"),
            "--class",
            Main.class.getName(),
            "spark-internal",
            "plan",
            "--config",
            config("?key=" + KEY, "cache").toString())) {
      assertThat(process.exitCode()).as(process.output()).isZero();
      assertThat(process.output())
          .contains(
              "INFO ModelCache: Fetching model http://localhost:%s/m.gguf?(masked)"
                  .formatted(server.getAddress().getPort()))
          .doesNotContain(KEY);
    }
  }

  private Path config(String query, String cache) throws IOException {
    return new Workspace(folder)
        .corpus(
            "{\"id\": \"a\", \"text\": \"A library for TOML, written in C.\"}",
            "{\"id\": \"b\", \"text\": \"Perl bindings of a database.\"}")
        .config(
            "tramontane.model.path = \"http://localhost:%s/m.gguf%s\""
                .formatted(server.getAddress().getPort(), query),
            "tramontane.model.cache.path = \"%s/%s\"".formatted(folder, cache),
            "tramontane.task.summarize.max-tokens = 4",
            "tramontane.engine.kv-memory = 64MiB");
  }

  /** A configuration that says where the cache is, and nothing else. */
  private String cache(String name) throws IOException {
    return Files.writeString(
            folder.resolve(name + ".conf"),
            "tramontane.model.cache.path = \"%s/%s\"".formatted(folder, name))
        .toString();
  }

  private int run(String[] command, String config) {
    String[] arguments = Arrays.copyOf(command, command.length + 1);
    arguments[command.length] = config;
    return run(arguments);
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(told);
    return new CommandLineInterface(new RegistryModels()).execute(arguments, writer, writer);
  }
}
