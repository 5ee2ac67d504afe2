package io.tramontane.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents with a mark go through every error path; the mark is looked for in all that comes out.
 */
@Tag("process")
class MarkedDocumentTest {
  private static final String MARK = "Xyzzyplugh";

  private final Path folder;
  private final StringWriter told = new StringWriter();

  MarkedDocumentTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void openSparkAsTestsNeedIt() {
    TestSpark.session();
  }

  @Test
  void aRunTellsNothingOfItsDocuments() throws Exception {
    corpus(
        "{\"id\": \"good\", \"text\": \"a library of %s\"}",
        "{\"id\": \"long\", \"text\": \"" + "%s and ".repeat(300) + "\"}",
        "{\"id\": \"object\", \"text\": {\"inner\": \"%s\"}}",
        "{\"id\": \"behind\", \"text\": \"%s\"} %s",
        "{\"id\": \"cut\", \"text\": \"%s",
        "{\"id\": \"bytes\", \"text\": \"%s \u00ff\"}",
        "{\"id\": \"blank\", \"text\": \" \", \"other\": \"%s\"}");
    Path everything = folder.resolve("log4j2.properties");
    Files.writeString(
        everything,
        """
        rootLogger.level = info
        rootLogger.appenderRef.out.ref = out
        logger.ours.name = io.tramontane
        logger.ours.level = trace
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        """);

    try (CommandProcess process =
        CommandProcess.start(
            folder.resolve("log"),
            Main.class,
            List.of("-Dlog4j2.configurationFile=" + everything),
            "enrich",
            "--config",
            config("jsonl").toString())) {
      assertThat(process.exitCode()).isEqualTo(3);
      assertThat(process.output())
          .contains("chunk committed: run=r1")
          .containsPattern(
              "errors +6 \\(empty_text 1, invalid_utf8 1, too_long 1, unreadable_record 3\\)")
          .doesNotContain(MARK);
    }
    assertThat(run("verify", "--output", folder.resolve("out").toString(), "--recompute", "9"))
        .isEqualTo(1);
    run("show", "--output", folder.resolve("out").toString(), "--errors");
    run("status", "--output", folder.resolve("out").toString());
    run("plan", "--config", config("jsonl").toString());
    assertThat(told.toString()).contains("error: unreadable_record").doesNotContain(MARK);
    assertThat(textsBeside()).isNotEmpty().noneMatch(text -> text.contains(MARK));
    assertThat(
            TestSpark.session()
                .read()
                .parquet(folder.resolve("out/r1").toString())
                .toJSON()
                .collectAsList())
        .hasSize(7)
        .noneMatch(row -> row.contains(MARK));
  }

  @Test
  void aCorpusThatCannotBeUsedIsRefusedWithoutItsText() throws IOException {
    corpus("{\"text\": \"%s\"}", "%s");
    assertRefused("jsonl", "have no identity");

    corpus("{\"id\": \"a\", \"text\": \"%s\"}", "{\"id\": \"a\", \"text\": \"%s too\"}");
    assertRefused("jsonl", "share an identity");

    corpus("1,%s");
    assertRefused("csv", "the first line has 2 other names");

    corpus("id,text", "1,\"%s, and no end of a quote", "2,%s,%s,%s");
    run("enrich", "--config", config("csv").toString());
    assertThat(told.toString()).doesNotContain(MARK);

    corpus("%s");
    assertRefused("parquet", "Cannot read input");
  }

  @Test
  void filesThatDoNotGoTogetherAreRefusedWithoutTheirText() throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.writeString(corpus.resolve("a"), "id,text\n1,fine\n");
    Files.writeString(corpus.resolve("b"), "2,%s\n3,%s\n".formatted(MARK, MARK));

    // Whichever of them Spark takes for the one with the right header.
    assertRefused("csv", "Cannot read input");
  }

  private void assertRefused(String format, String reason) throws IOException {
    assertThat(run("enrich", "--config", config(format).toString())).isEqualTo(2);
    assertThat(told.toString()).contains(reason).doesNotContain(MARK);
  }

  private void corpus(String... lines) throws IOException {
    String text = String.join("\n", lines).replace("%s", MARK) + "\n";
    // One byte a character, so that a line can be damaged.
    Files.write(folder.resolve("corpus"), text.getBytes(ISO_8859_1));
  }

  private Path config(String format) throws IOException {
    Path file = folder.resolve("run.conf");
    return Files.writeString(
        file,
        """
        tramontane {
          model.path = "../models/tramontane-tiny-q8_0.gguf"
          task {
            type = classify
            classify.labels = [libs, doc]
            truncation = none
            max-document-tokens = 100
          }
          input { path = "%1$s/corpus", format = %2$s }
          output.path = "%1$s/out"
          engine.kv-memory = 64MiB
          run { id = r1, max-error-ratio = 0.1 }
        }
        """
            .formatted(folder, format));
  }

  private int run(String... arguments) {
    return new CommandLineInterface(new RegistryModels())
        .execute(arguments, new PrintWriter(told), new PrintWriter(told));
  }

  /** What lies in the run's folder beside rows. */
  private List<String> textsBeside() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".parquet"))
          .map(MarkedDocumentTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
