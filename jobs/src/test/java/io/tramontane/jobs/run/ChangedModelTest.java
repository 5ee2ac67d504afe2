package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.config.Problems;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.testing.RunRows;
import io.tramontane.jobs.testing.SilentProgress;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the embedded model: no row tells of a model that did not make it. */
class ChangedModelTest {
  private static final Path EMBEDDED = Path.of("../models/tramontane-tiny-q8_0.gguf");

  private final Workspace workspace;
  private final Path model;

  ChangedModelTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0).numberedCorpus(60);
    this.model = folder.resolve("model.gguf");
  }

  @BeforeEach
  void begin() throws IOException {
    TestSpark.awaitIdle();
    Files.copy(EMBEDDED, model, StandardCopyOption.REPLACE_EXISTING);
  }

  /** With every weight of the last tensor another one, and the time that it had. */
  private void overwrite() throws IOException {
    FileTime time = Files.getLastModifiedTime(model);
    Files.write(model, otherModel(), StandardOpenOption.WRITE);
    Files.setLastModifiedTime(model, time);
  }

  private void replaceByRename() throws IOException {
    Path other = Files.write(workspace.root().resolve("other.gguf"), otherModel());
    Files.move(other, model, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] otherModel() throws IOException {
    byte[] bytes = Files.readAllBytes(EMBEDDED);
    for (int i = bytes.length - 100_000; i < bytes.length; i += 2) {
      bytes[i] ^= 0x11;
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunEndsWhenItsModelChanges(boolean inPlace) throws IOException {
    Path config = config("r1");
    Progress changing =
        new SilentProgress() {
          private boolean changed;

          @Override
          public void committed(ChunkEntry chunk) {
            if (!changed) {
              changed = true;
              try {
                if (inPlace) {
                  overwrite();
                } else {
                  replaceByRename();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };

    // The first is told by a task that had the old model open, the second by one that opens it now.
    assertThatThrownBy(() -> run(config, changing))
        .satisfiesAnyOf(
            e -> assertThat(e).hasStackTraceContaining("Cannot go on with " + model),
            e -> assertThat(e).hasStackTraceContaining("Cannot use model " + model));
    List<String> before = rows("r1");
    assertThat(before).isNotEmpty().hasSizeLessThan(60);
    assertThatThrownBy(() -> run(config, new SilentProgress()))
        .hasMessageContaining("it was started with other settings: model: ");

    Path right = Files.copy(EMBEDDED, workspace.root().resolve("right.gguf"));
    Files.move(right, model, StandardCopyOption.ATOMIC_MOVE);
    run(config, new SilentProgress());
    run(config("undisturbed"), new SilentProgress());
    assertThat(rows("r1")).hasSize(60).isEqualTo(rows("undisturbed")).containsAll(before);
  }

  private Path config(String id) throws IOException {
    return workspace.config(
        "tramontane.task.type = classify",
        "tramontane.task.classify.labels = [net, perl, python]",
        "tramontane.run.id = " + id);
  }

  private static void run(Path config, Progress progress) {
    Problems problems = new Problems();
    RegistryModels models = new RegistryModels();
    CheckedJob job =
        new Preflight(models, StartOptions.NONE, problems, new Configuration())
            .check(ConfigLoader.load(config, Map.of(), problems));
    EnrichResult result = new EnrichJob(TestSpark.session(), models, progress).run(job);
    assertThat(result).isInstanceOf(EnrichResult.Complete.class);
  }

  /** What readers see of a run, also where it is not complete. */
  private List<String> rows(String id) throws IOException {
    return RunRows.of(workspace.output().resolve(id));
  }
}
