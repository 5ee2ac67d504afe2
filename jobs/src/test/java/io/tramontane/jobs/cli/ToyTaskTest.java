package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.SampleRuns;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task of another jar, {@link io.tramontane.toy.Rate}, goes through the commands like those of
 * the product. With the embedded model.
 */
class ToyTaskTest {
  private final StringWriter out = new StringWriter();
  private final Path folder;

  ToyTaskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void openSession() {
    TestSpark.session();
  }

  @Test
  void itsRowsHaveAStructAndCanBeComputedAgain() throws IOException {
    assertThat(run("enrich", "--config", config())).as(out.toString()).isZero();

    Dataset<Row> rows = TestSpark.session().read().parquet(folder + "/out/rated");
    assertThat(rows.schema().fieldNames()).startsWith("doc_id", "content_hash", "task", "rating");
    assertThat(rows.count()).isEqualTo(72);
    assertThat(rows.where("task = 'rate' and rating.stars between 1 and 3").count()).isEqualTo(72);
    assertThat(rows.where("rating.mean between 1 and 3 and rating.probability > 0").count())
        .isEqualTo(72);

    assertThat(run("verify", "--output", folder + "/out", "--recompute", "9"))
        .as(out.toString())
        .isZero();
    assertThat(run("show", "--output", folder + "/out", "--rows", "2")).isZero();
    assertThat(out.toString()).contains("{\"rating\":{\"stars\":");
    assertThat(folder.resolve("out/rated/_report.html")).exists();
  }

  @Test
  void itsSettingsAreInTheFingerprint() throws IOException {
    Path config = Path.of(config());
    assertThat(run("enrich", "--config", config.toString())).isZero();
    Files.writeString(config, Files.readString(config).replace("rate.stars = 3", "rate.stars = 4"));

    assertThat(run("enrich", "--config", config.toString())).isEqualTo(2);

    assertThat(out.toString()).contains("it was started with other settings: stars: 4, before 3");
  }

  @Test
  void evaluateSaysThatItCannotBeEvaluated() throws IOException {
    assertThat(run("enrich", "--config", config())).isZero();

    int code =
        run(
            "evaluate",
            "--output",
            folder + "/out",
            "--run-id",
            "rated",
            "--gold-column",
            "section");

    assertThat(code).isEqualTo(2);
    assertThat(out.toString()).contains("Cannot evaluate run rated: its task rate ");
  }

  private String config() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    return Files.writeString(
            folder.resolve("run.conf"),
            """
            tramontane {
              model.path = "%s/models/tramontane-tiny-q8_0.gguf"
              task { type = rate, rate.stars = 3 }
              input { path = "%s", format = jsonl }
              output.path = "%s/out"
              run.id = rated
              engine.kv-memory = 64MiB
            }
            """
                .formatted(root, SampleRuns.CORPUS, folder))
        .toString();
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(out);
    return new CommandLineInterface(new RegistryModels()).execute(arguments, writer, writer);
  }
}
