package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.RunRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a run writes depends on locale, charset or time zone. With the embedded model. */
@Tag("process")
class LocaleTest {
  /** Languages with digits of their own, with an i of its own, and none with ASCII alone. */
  private static final List<List<String>> PLACES =
      List.of(
          List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.timezone=Asia/Kathmandu"),
          List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Pacific/Apia"),
          List.of());

  private final Path folder;

  LocaleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aRunIsTheSameEverywhere() throws Exception {
    Files.writeString(
        folder.resolve("corpus.jsonl"),
        """
        {"id": "Iğdır", "text": "A library, مكتبة ١٢٣, kütüphane."}
        {"id": "long", "text": "%s"}
        {"id": "blank", "text": " "}
        """
            .formatted("TITLE ".repeat(200)));
    Path config = config();
    for (List<String> place : PLACES) {
      enrich(place, config, "r" + PLACES.indexOf(place));
    }

    List<String> expected = rows("r2");
    assertThat(expected).hasSize(3).anyMatch(row -> row.contains("of 600 tokens"));
    assertThat(rows("r0")).isEqualTo(expected);
    assertThat(rows("r1")).isEqualTo(expected);
    assertThat(names())
        .contains("r0/_ledger/00000.json", "r0/part-00000.parquet")
        .allMatch(name -> name.matches("\\p{ASCII}*"));
    // Another place goes on with the run.
    assertThat(enrich(PLACES.get(2), config, "r0")).containsPattern("rows +3\n");
  }

  private String enrich(List<String> place, Path config, String run) throws Exception {
    try (CommandProcess process =
        CommandProcess.startWithin(
            List.of("env", place.isEmpty() ? "LC_ALL=C" : "LC_ALL=C.UTF-8"),
            folder.resolve("log"),
            Main.class,
            place,
            "enrich",
            "--config",
            config.toString(),
            "--run-id",
            run)) {
      assertThat(process.exitCode()).as(process.output()).isZero();
      return process.output();
    }
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("run.conf"),
        """
        tramontane {
          model.path = "%1$s/models/tramontane-tiny-q8_0.gguf"
          task {
            type = classify
            classify.labels = [libs, doc]
            truncation = none
            max-document-tokens = 100
          }
          input { path = "%2$s/corpus.jsonl", format = jsonl }
          output.path = "%2$s/out"
          engine.kv-memory = 64MiB
          run.max-error-ratio = 1
        }
        """
            .formatted(Path.of("..").toAbsolutePath().normalize(), folder));
  }

  private List<String> rows(String run) throws IOException {
    return RunRows.of(folder.resolve("out/" + run));
  }

  private List<String> names() throws IOException {
    Path out = folder.resolve("out");
    try (Stream<Path> files = Files.walk(out)) {
      return files.map(file -> out.relativize(file).toString()).toList();
    }
  }
}
