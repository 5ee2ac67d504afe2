package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.FaultyFileSystem;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before create .*/\\.r1\\.lock",
        "after create .*/\\.r1\\.lock",
        "before rename .*/_input.json",
        "before rename .*/_plan.json",
        "after rename .*/_plan.json",
        "while create .*/\\.attempts/00003-.*",
        "after create .*/\\.attempts/00003-.*",
        "before create .*/_ledger/00003.json",
        "while create .*/_ledger/00003.json",
        "after create .*/_ledger/00003.json",
        "before rename .*/part-00003.parquet",
        "after rename .*/part-00003.parquet",
        "before rename .*/_manifest.json",
        "after rename .*/_manifest.json",
        "before create .*/_SUCCESS",
        "after create .*/_SUCCESS",
        "before delete .*/\\.r1\\.lock",
      })
  void aDriverThatIsKilledLosesAndDoublesNothing(String when) throws Exception {
    assertThat(killed(when)).isEqualTo(KILLED);
    List<String> seen = rows();
    assertThat(whole).containsAll(seen);
    assertThat(new HashSet<>(seen)).hasSameSizeAs(seen);

    assertThat(here("enrich")).as(out.toString()).isEqualTo(0);

    assertThat(rows()).isEqualTo(whole);
    assertThat(files()).isEqualTo(wholeFiles);
    assertThat(namesIn(workspace.output())).containsExactly("r1");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before rename .*/\\.r1\\.next/_plan.json",
        "after create .*/\\.r1\\.next/_ledger/00003.json",
        "after create .*/\\.r1\\.next/_SUCCESS",
        "after create .*/\\.r1\\.replacing",
        "after delete .*/r1",
        "after create .*/\\.r1\\.moving",
        "after delete .*/\\.r1\\.replacing",
        "after rename .*/r1",
      })
  void aDriverThatIsKilledWhileItReplacesARunLosesAndDoublesNothing(String when) throws Exception {
    workspace.config(EARLIER_SETTINGS);
    assertThat(run("enrich", "--config", workspace.root().resolve("run.conf").toString()))
        .isEqualTo(0);
    List<String> earlier = rows();

    assertThat(killed(when, "--overwrite")).isEqualTo(KILLED);
    // One run or the other, or for a moment none: never some rows of each.
    assertThat(rows()).isIn(earlier, whole, List.of());

    assertThat(here("enrich", "--overwrite")).as(out.toString()).isEqualTo(0);

    assertThat(rows()).isEqualTo(whole);
    assertThat(files()).isEqualTo(wholeFiles);
    assertThat(namesIn(workspace.output())).containsExactly("r1");
    assertThat(here("verify", "--output", workspace.output().toString())).isEqualTo(0);
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
    try (CommandProcess process = start("fail while create .*/\\.attempts/00003-.*")) {
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

  /** As a reader finds them that takes every file that is not hidden. */
  private List<String> rows() throws IOException {
    Path run = workspace.run();
    if (!Files.exists(run) || namesIn(run).stream().noneMatch(name -> name.matches("[^._].*"))) {
      return List.of();
    }
    return TestSpark.session()
        .read()
        .parquet(run.toString())
        .orderBy("doc_id")
        .toJSON()
        .collectAsList();
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
