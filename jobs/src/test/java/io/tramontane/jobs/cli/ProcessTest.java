package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.jobs.testing.FakeInference;
import io.tramontane.jobs.testing.FakeMain;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are really killed. */
class ProcessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Workspace workspace;
  private final StringWriter out = new StringWriter();
  private final List<Process> started = new ArrayList<>();

  ProcessTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 40).numberedCorpus(200);
  }

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void aKilledRunIsContinuedToTheSameRows() throws Exception {
    Process killed = start("enrich", "--config", config());
    awaitChunks(killed, 5);
    killed.destroyForcibly();
    killed.waitFor();

    List<String> committed = names(workspace.run().resolve("_ledger"));
    assertThat(committed.size()).isBetween(5, 39);
    assertThat(workspace.run().resolve("_manifest.json")).doesNotExist();
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();

    assertThat(exitCode(start("enrich", "--config", config()))).isEqualTo(0);
    assertThat(output()).containsPattern("rows +200\n").contains(" of them from a former start\n");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
    assertThat(here("enrich", "--config", config(), "--run-id", "whole")).isEqualTo(0);
    assertThat(rows("r1")).hasSize(200).isEqualTo(rows("whole"));
  }

  @Test
  void aSignalEndsItWith4AndTheSameCommandGoesOn() throws Exception {
    Process stopped = start("enrich", "--config", config());
    awaitChunks(stopped, 5);
    stopped.destroy();

    assertThat(exitCode(stopped)).isEqualTo(4);
    assertThat(output())
        .contains("Stopped before the end. Run the same command again to go on.\n")
        .doesNotContain("\tat ");
    int committed = names(workspace.run().resolve("_ledger")).size();
    assertThat(committed).isBetween(5, 39);
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();
    assertThat(here("plan", "--config", config())).isEqualTo(0);
    assertThat(out.toString()).containsPattern("already done +" + committed + "\n");
  }

  @Test
  void aUsersMistakeEndsTheProcessWith2() throws Exception {
    assertThat(exitCode(start("enrich", "--config", "/nowhere.conf"))).isEqualTo(2);
    assertThat(output()).contains("Cannot read configuration /nowhere.conf");
  }

  private String config() throws IOException {
    return workspace.config().toString();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-cp",
            System.getProperty("java.class.path"),
            FakeMain.class.getName()));
    command.addAll(List.of(arguments));
    File log = workspace.root().resolve("log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    started.add(process);
    return process;
  }

  private int exitCode(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private void awaitChunks(Process process, int chunks) {
    Path ledger = workspace.run().resolve("_ledger");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> !process.isAlive())
        .until(() -> Files.isDirectory(ledger) && names(ledger).size() >= chunks);
  }

  private String output() throws IOException {
    return Files.readString(workspace.root().resolve("log"));
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
    return new CommandLineInterface(new FakeInference())
        .execute(arguments, new PrintWriter(out), new PrintWriter(out));
  }

  private List<String> rows(String runId) {
    return TestSpark.session()
        .read()
        .parquet(workspace.output().resolve(runId).toString())
        .orderBy("doc_id")
        .toJSON()
        .collectAsList();
  }
}
