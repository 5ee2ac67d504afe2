package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.FaultyFileSystem;
import io.tramontane.jobs.testing.RunRows;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver that dies at any step of the protocol: what readers see then is a part of the result,
 * and the same command completes it.
 */
@Tag("process")
class FaultTest {
  private static final int KILLED = 128 + 9;
  private static final String EARLIER_SETTINGS = "tramontane.task.summarize.max-words = 1";

  /** Of an undisturbed run. */
  private static List<String> whole = List.of();

  private static List<String> wholeFiles = List.of();

  private final Workspace workspace;
  private final StringWriter out = new StringWriter();

  FaultTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0).numberedCorpus(30);
  }

  @BeforeAll
  static void makeTheUndisturbedRun(@TempDir Path folder) throws IOException {
    TestSpark.session();
    FaultTest undisturbed = new FaultTest(folder);
    assertThat(undisturbed.here("enrich")).isEqualTo(0);
    whole = undisturbed.rows();
    wholeFiles = undisturbed.files();
    assertThat(whole).hasSize(30);
  }

  /** One death after another, each at a later step than the one before. */
  @Test
  void aDriverThatIsKilledAtEveryStepLosesAndDoublesNothing() throws Exception {
    for (String when :
        List.of(
            "before create .*/\\.r1\\.lock",
            "after create .*/\\.r1\\.lock",
            "before rename .*/_input.json",
            "before rename .*/_plan.json",
            "after rename .*/_plan.json",
            "while create .*/\\.attempts/[^/]*/00003-.*",
            "after create .*/\\.attempts/[^/]*/00003-.*",
            "before rename .*/_ledger/00003.json",
            "after rename .*/_ledger/00003.json",
            "before rename .*/part-00003.parquet",
            "after rename .*/part-00003.parquet",
            "before rename .*/_manifest.json",
            "after rename .*/_manifest.json",
            "before rename .*/_SUCCESS",
            "after rename .*/_SUCCESS")) {
      assertThat(killed(when)).as(when).isEqualTo(KILLED);
      List<String> seen = rows();
      assertThat(whole).as(when).containsAll(seen);
      assertThat(new HashSet<>(seen)).as(when).hasSameSizeAs(seen);
    }
    assertThatTheSameCommandCompletesIt();
  }

  /** What the first start leaves, and the last: a complete run needs no lock. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before rename .*/_plan.json",
        "while create .*/\\.attempts/[^/]*/00003-.*",
        "after rename .*/_ledger/00003.json",
        "before rename .*/_SUCCESS",
        "before rename .*/\\.r1\\.lock-.*",
        "after rename .*/\\.r1\\.lock-.*",
      })
  void aDriverThatIsKilledOnceLosesAndDoublesNothing(String when) throws Exception {
    assertThat(killed(when)).isEqualTo(KILLED);

    assertThatTheSameCommandCompletesIt();
  }

  private void assertThatTheSameCommandCompletesIt(String... options) throws IOException {
    assertThat(here("enrich", options)).as(out.toString()).isEqualTo(0);
    assertThat(rows()).isEqualTo(whole);
    assertThat(files()).isEqualTo(wholeFiles);
    assertThat(namesIn(workspace.output())).containsExactly("r1");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
  }

  /** Here too, each death is at a later step than the one before. */
  @Test
  void aDriverThatIsKilledWhileItReplacesARunLosesAndDoublesNothing() throws Exception {
    workspace.config(EARLIER_SETTINGS);
    assertThat(run("enrich", "--config", workspace.root().resolve("run.conf").toString()))
        .isEqualTo(0);
    List<String> earlier = rows();

    for (String when :
        List.of(
            "before rename .*/\\.r1\\.next-.*/_plan.json",
            "after rename .*/\\.r1\\.next-.*/_ledger/00003.json",
            "after rename .*/\\.r1\\.next-.*/_SUCCESS",
            "after rename .*/\\.r1\\.replacing-.*",
            "after rename .*/\\.r1\\.own-[^/]*/[^/]*",
            "after rename .*/\\.r1\\.moving-.*",
            "after delete .*/\\.r1\\.replacing-.*",
            "after rename .*/r1")) {
      assertThat(killed(when, "--overwrite")).as(when).isEqualTo(KILLED);
      // One run or the other, or for a moment none: never some rows of each.
      assertThat(rows()).as(when).isIn(earlier, whole, List.of());
    }
    assertThatTheSameCommandCompletesIt("--overwrite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_report.html", "_manifest.json"})
  void aFullDiskAtTheEndEndsItWith1AndTheSameCommandGoesOn(String file) throws Exception {
    try (CommandProcess process = start("fail before rename .*/" + file)) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.output())
          .contains("Cannot create file:" + workspace.run().resolve(file))
          .contains("No space left on device. Restore access to it, then start again.\n")
          .doesNotContain("\tat ");
    }

    assertThat(here("enrich")).isEqualTo(0);
    assertThat(rows()).isEqualTo(whole);
    assertThat(files()).isEqualTo(wholeFiles);
  }

  @Test
  void aFullDiskEndsItWith1AndTheSameCommandGoesOn() throws Exception {
    try (CommandProcess process = start("fail while create .*/\\.attempts/[^/]*/00003-.*")) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.output())
          .contains("Cannot write chunk 3 to file:" + workspace.run())
          .contains(
              "No space left on device. Make room for it or restore access, then start again.\n")
          .doesNotContain("\tat ");
    }

    assertThat(here("enrich")).isEqualTo(0);
    assertThat(rows()).isEqualTo(whole);
    assertThat(files()).isEqualTo(wholeFiles);
  }

  /** As one that the machine, or a debugger, has held up. The real patience is waited for. */
  @Test
  void aDriverThatIsSuspendedAndTakenOverWritesNothingMore() throws Exception {
    Workspace.in(workspace.root(), 150);
    try (CommandProcess suspended = start("none - - -")) {
      awaitChunks(suspended, 2);
      suspended.suspend();
      workspace.config(EARLIER_SETTINGS);
      assertThat(
              run(
                  "enrich",
                  "--config",
                  workspace.root().resolve("run.conf").toString(),
                  "--overwrite"))
          .isEqualTo(0);
      List<String> rows = rows();
      List<String> files = filesButAttempts();

      suspended.resume();

      assertThatItFoundOut(suspended);
      assertThat(rows()).isEqualTo(rows).hasSize(30);
      assertThat(filesButAttempts()).isEqualTo(files);
    }
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
  }

  /** At each step, whoever takes over does the same work or another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before rename .*/_plan.json",
        "before rename .*/part-00003.parquet",
        "before rename .*/_SUCCESS",
      })
  void aDriverThatIsSuspendedAtAStepWritesNothingMore(String when) throws Exception {
    try (CommandProcess suspended = start("stop " + when)) {
      await()
          .atMost(CommandProcess.PATIENCE)
          .failFast(() -> !suspended.isAlive())
          .until(suspended::isSuspended);
      // Nobody need wait then for a heartbeat.
      Files.delete(workspace.output().resolve(".r1.lock"));
      assertThat(here("enrich")).as(out.toString()).isEqualTo(0);
      assertThat(rows()).isEqualTo(whole);

      suspended.resume();

      assertThatItFoundOut(suspended);
    }
    assertThat(rows()).isEqualTo(whole);
    assertThat(filesButAttempts()).isEqualTo(wholeFiles);
    // A heartbeat that was being written just then may leave its checksum, which Hadoop hides.
    assertThat(namesIn(workspace.output()).stream().filter(name -> !name.endsWith(".crc")))
        .containsExactly("r1");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
  }

  /** What tasks that were in progress still wrote is hidden, and goes at the next start. */
  private List<String> filesButAttempts() throws IOException {
    return files().stream().filter(name -> !name.startsWith(".attempts")).toList();
  }

  private static void assertThatItFoundOut(CommandProcess suspended) throws Exception {
    assertThat(suspended.exitCode()).isEqualTo(1);
    assertThat(suspended.output())
        .contains("Cannot go on with the run of ")
        .contains("Find out what held this process up.\n")
        .doesNotContain("\tat ");
  }

  private void awaitChunks(CommandProcess process, int chunks) {
    Path ledger = workspace.run().resolve("_ledger");
    await()
        .atMost(CommandProcess.PATIENCE)
        .failFast(() -> !process.isAlive())
        .until(() -> Files.isDirectory(ledger) && namesIn(ledger).size() >= chunks);
  }

  private int killed(String when, String... options) throws Exception {
    try (CommandProcess process = start("kill " + when, options)) {
      return process.exitCode();
    }
  }

  private CommandProcess start(String fault, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("enrich", "--config", config()));
    arguments.addAll(List.of(options));
    return CommandProcess.start(
        workspace.root().resolve("log"),
        List.of(FaultyFileSystem.options(fault)),
        arguments.toArray(String[]::new));
  }

  private int here(String command, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    if (command.equals("enrich")) {
      arguments.addAll(List.of("--config", config()));
    }
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return new CommandLineInterface(new FakeModels())
        .execute(arguments, new PrintWriter(out), new PrintWriter(out));
  }

  private String config() throws IOException {
    return workspace.config().toString();
  }

  private List<String> rows() throws IOException {
    return RunRows.of(workspace.run());
  }

  private List<String> files() throws IOException {
    Path run = workspace.run();
    try (Stream<Path> files = Files.walk(run)) {
      return files.map(file -> run.relativize(file).toString()).sorted().toList();
    }
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
