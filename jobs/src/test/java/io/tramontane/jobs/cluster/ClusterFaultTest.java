package io.tramontane.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What befalls executors and storage while a run goes on: the result is that of an undisturbed run,
 * row by row, and no file is left over.
 */
@Tag("cluster")
@Timeout(600)
class ClusterFaultTest {
  private static final int DOCUMENTS = 60;

  private static SparkCluster cluster;
  private static List<String> undisturbed;
  private static List<String> undisturbedFiles;

  private final Path folder;
  private final Workspace workspace;

  ClusterFaultTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.workspace = Workspace.in(folder, 60).numberedCorpus(DOCUMENTS);
  }

  @BeforeAll
  static void startTheClusterAndRunInOneJvm(@TempDir Path shared, @TempDir Path other)
      throws Exception {
    cluster = SparkCluster.start(shared.resolve("cluster"));
    ClusterFaultTest local = new ClusterFaultTest(other);
    assertThat(local.exitCode(Map.of())).isEqualTo(0);
    undisturbed = DuckDb.rows(local.workspace.run());
    undisturbedFiles = local.files();
    assertThat(undisturbed).hasSize(DOCUMENTS);
  }

  @AfterAll
  static void endTheCluster() {
    cluster.close();
  }

  @Test
  void anExecutorThatIsKilledLosesAndDoublesNothing() throws Exception {
    try (CommandProcess driver = start(cluster.properties())) {
      awaitChunks(driver, 2);
      cluster.executors().get(0).destroyForcibly();

      assertThat(driver.exitCode()).as(driver.output()).isEqualTo(0);
    }

    assertSameAsUndisturbed();
  }

  @Test
  void aSecondAttemptBesideASlowExecutorDoublesNothing() throws Exception {
    Map<String, String> properties = withExecutorOption("-D" + FakeModels.SLOW_EXECUTOR + "=0");
    properties.put("spark.speculation", "true");
    properties.put("spark.speculation.interval", "100ms");
    properties.put("spark.speculation.quantile", "0.5");

    try (CommandProcess driver = start(properties)) {
      assertThat(driver.exitCode()).as(driver.output()).isEqualTo(0);
    }

    assertSameAsUndisturbed();
  }

  @Test
  void anExecutorThatCannotReadTheModelIsPassedOver() throws Exception {
    Map<String, String> properties = withExecutorOption("-D" + FakeModels.BLIND_EXECUTOR + "=0");
    properties.put("spark.excludeOnFailure.enabled", "true");

    try (CommandProcess driver = start(properties)) {
      assertThat(driver.exitCode()).as(driver.output()).isEqualTo(0);
    }

    assertSameAsUndisturbed();
  }

  @Test
  void withoutThatTheRunFailsWithTheReasonAndGoesOnLater() throws Exception {
    Map<String, String> properties = withExecutorOption("-D" + FakeModels.BLIND_EXECUTOR + "=0");
    properties.put("spark.cores.max", "1");

    try (CommandProcess driver = start(properties)) {
      assertThat(driver.exitCode()).isEqualTo(1);
      assertThat(driver.output())
          .contains("Cannot read model " + folder + "/model.gguf: there is no such file.")
          .doesNotContain("\tat ");
    }
    assertThat(exitCode(cluster.properties())).isEqualTo(0);

    assertSameAsUndisturbed();
  }

  @Test
  void aNamenodeThatIsGoneForTwentySecondsLosesAndDoublesNothing() throws Exception {
    try (Storage hdfs = Storage.hdfs(folder.resolve("hdfs"))) {
      Map<String, String> properties = new HashMap<>(cluster.properties());
      properties.putAll(hdfs.properties());
      String output = hdfs.url("enriched");
      try (CommandProcess driver = start(properties, "--output", output)) {
        await()
            .atMost(CommandProcess.PATIENCE)
            .failFast(() -> !driver.isAlive())
            .until(() -> hdfs.names(output + "/r1/_ledger").size() >= 2);
        signal(hdfs, "STOP");
        Thread.sleep(20_000);
        signal(hdfs, "CONT");
        assertThat(driver.exitCode()).as(driver.output()).isIn(0, 1);
      }
      assertThat(exitCode(properties, "--output", output)).isEqualTo(0);

      assertThat(DuckDb.rows(hdfs.download(output + "/r1", folder.resolve("copy"))))
          .isEqualTo(undisturbed);
      assertThat(hdfs.names(output)).containsExactly("r1");
      assertThat(hdfs.names(output + "/r1")).doesNotContain(".attempts", "_stop");
    }
  }

  private static void signal(Storage storage, String signal) throws Exception {
    long process = storage.process().process().pid();
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process).start().waitFor()).isZero();
  }

  private void assertSameAsUndisturbed() throws Exception {
    assertThat(DuckDb.rows(workspace.run())).isEqualTo(undisturbed);
    assertThat(files()).isEqualTo(undisturbedFiles);
  }

  private static Map<String, String> withExecutorOption(String option) {
    Map<String, String> properties = new HashMap<>(cluster.properties());
    properties.merge("spark.executor.extraJavaOptions", option, (all, more) -> all + " " + more);
    return properties;
  }

  private int exitCode(Map<String, String> properties, String... options) throws Exception {
    try (CommandProcess driver = start(properties, options)) {
      int code = driver.exitCode();
      assertThat(code).as(driver.output()).isEqualTo(0);
      return code;
    }
  }

  private CommandProcess start(Map<String, String> properties, String... options)
      throws IOException {
    List<String> javaOptions = new ArrayList<>();
    properties.forEach((key, value) -> javaOptions.add("-D" + key + "=" + value));
    List<String> arguments =
        new ArrayList<>(List.of("enrich", "--config", workspace.config().toString()));
    arguments.addAll(List.of(options));
    return CommandProcess.start(
        folder.resolve("driver.log"), javaOptions, arguments.toArray(String[]::new));
  }

  private void awaitChunks(CommandProcess driver, int chunks) {
    Path ledger = workspace.run().resolve("_ledger");
    await()
        .atMost(CommandProcess.PATIENCE)
        .failFast(() -> !driver.isAlive())
        .until(() -> Files.isDirectory(ledger) && names(ledger).size() >= chunks);
  }

  /** All that lies where runs go. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(workspace.output())) {
      return files.map(file -> workspace.output().relativize(file).toString()).sorted().toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
