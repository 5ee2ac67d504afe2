package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.RunRows;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that are really killed. */
@Tag("process")
class ProcessTest {
  private final Workspace workspace;
  private final StringWriter out = new StringWriter();
  private final List<CommandProcess> started = new ArrayList<>();

  ProcessTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 40).numberedCorpus(200);
  }

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(CommandProcess::close);
  }

  @Test
  void aKilledRunIsContinuedToTheSameRows() throws Exception {
    CommandProcess killed = start("enrich", "--config", config());
    awaitChunks(killed, 5);
    killed.kill();

    List<String> committed = names(workspace.run().resolve("_ledger"));
    assertThat(committed.size()).isBetween(5, 39);
    assertThat(workspace.run().resolve("_manifest.json")).doesNotExist();
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();

    CommandProcess again = start("enrich", "--config", config());
    assertThat(again.exitCode()).isEqualTo(0);
    assertThat(again.output())
        .containsPattern("rows +200\n")
        .contains(" of them from a former start\n");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
    assertThat(here("enrich", "--config", config(), "--run-id", "whole")).isEqualTo(0);
    assertThat(rows("r1")).hasSize(200).isEqualTo(rows("whole"));
  }

  @Test
  void aSignalEndsItWith4AndTheSameCommandGoesOn() throws Exception {
    CommandProcess stopped = start("enrich", "--config", config());
    awaitChunks(stopped, 5);
    stopped.terminate();

    assertThat(stopped.exitCode()).isEqualTo(4);
    int committed = names(workspace.run().resolve("_ledger")).size();
    assertThat(stopped.output())
        .contains("Stopping: no more chunks begin, those in progress have 60 s to end.\n")
        .contains(
            "Stopped by a signal: %s of 40 chunks are committed. Run the same command again to go on.\n"
                .formatted(committed))
        .doesNotContain("\tat ");
    assertThat(workspace.run().resolve(".attempts")).doesNotExist();
    assertThat(committed).isBetween(5, 39);
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();
    assertThat(here("plan", "--config", config())).isEqualTo(0);
    assertThat(out.toString()).containsPattern("already done +" + committed + "\n");
    assertThat(here("enrich", "--config", config())).isEqualTo(0);
    assertThat(here("enrich", "--config", config(), "--run-id", "whole")).isEqualTo(0);
    assertThat(rows("r1")).hasSize(200).isEqualTo(rows("whole"));
    assertThat(names(workspace.run())).isEqualTo(names(workspace.output().resolve("whole")));
  }

  @Test
  void aDeadlineEndsItWith4() throws Exception {
    CommandProcess stopped = start("enrich", "--config", config(), "--max-duration", "1s");

    assertThat(stopped.exitCode()).isEqualTo(4);
    assertThat(stopped.output()).contains("Stopped by the deadline: ");
  }

  @Test
  void aSecondProcessOnTheSameRunFailsFast() throws Exception {
    CommandProcess first = start("enrich", "--config", config());
    awaitChunks(first, 1);

    assertThat(here("enrich", "--config", config())).isEqualTo(1);

    assertThat(out.toString()).contains("Cannot work on run r1 in ").contains("works on it.");
    assertThat(here("status", "--output", workspace.output().toString())).isEqualTo(0);
    assertThat(out.toString()).containsPattern("state +running\n").contains("last seen ");
    assertThat(first.exitCode()).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"on the driver", "in a task"})
  void anErrorOfTheJvmEndsTheProcessWith1(String where) throws Exception {
    Files.writeString(workspace.root().resolve("model.gguf"), "out of memory " + where);

    CommandProcess exhausted = start("enrich", "--config", config());

    assertThat(exhausted.exitCode()).isEqualTo(1);
    assertThat(exhausted.output()).containsPattern("Cannot go on: .* heap");
  }

  @Test
  void aUsersMistakeEndsTheProcessWith2() throws Exception {
    CommandProcess mistaken = start("enrich", "--config", "/nowhere.conf");
    assertThat(mistaken.exitCode()).isEqualTo(2);
    assertThat(mistaken.output()).contains("Cannot read configuration /nowhere.conf");
  }

  private String config() throws IOException {
    return workspace.config().toString();
  }

  private CommandProcess start(String... arguments) throws IOException {
    CommandProcess process =
        CommandProcess.start(workspace.root().resolve("log"), List.of(), arguments);
    started.add(process);
    return process;
  }

  private void awaitChunks(CommandProcess process, int chunks) {
    Path ledger = workspace.run().resolve("_ledger");
    await()
        .atMost(CommandProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> !process.isAlive())
        .until(() -> Files.isDirectory(ledger) && names(ledger).size() >= chunks);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private int here(String... arguments) {
    TestSpark.session();
    return new CommandLineInterface(new FakeModels())
        .execute(arguments, new PrintWriter(out), new PrintWriter(out));
  }

  private List<String> rows(String runId) throws IOException {
    return RunRows.of(workspace.output().resolve(runId));
  }
}
