package io.tramontane.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
 * The sample corpus with the embedded model on a Spark cluster, from and to each kind of storage:
 * the rows are those of one JVM, in every column.
 */
@Tag("cluster")
@Timeout(600)
class ClusterTest {
  private static final int DOCUMENTS = 72;
  private static final Path CORPUS = Path.of("../examples/packages.jsonl").toAbsolutePath();
  private static final Path MODEL = Path.of("../models/tramontane-tiny-q8_0.gguf").toAbsolutePath();

  private static SparkCluster cluster;
  private static List<String> rowsOfOneJvm;

  private final Path folder;

  ClusterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void startTheClusterAndRunInOneJvm(@TempDir Path shared) throws Exception {
    cluster = SparkCluster.start(shared.resolve("cluster"));
    Path output = shared.resolve("out");
    new Commands(shared, Map.of())
        .enrichHere(CORPUS.toString(), MODEL.toString(), output.toString());
    rowsOfOneJvm = DuckDb.rows(output.resolve(Commands.RUN));
    assertThat(rowsOfOneJvm).hasSize(DOCUMENTS);
  }

  @AfterAll
  static void endTheCluster() {
    cluster.close();
  }

  @Test
  void withFilesOfTheHosts() throws Exception {
    Path output = folder.resolve("out");
    List<Integer> before = cluster.executorsByWorker();
    Commands commands = new Commands(folder, cluster.properties());

    commands.enrich(CORPUS.toString(), MODEL.toString(), output.toString());

    assertThat(DuckDb.rows(output.resolve(Commands.RUN))).isEqualTo(rowsOfOneJvm);
    for (int worker = 0; worker < before.size(); worker++) {
      assertThat(cluster.executorsByWorker().get(worker)).isGreaterThan(before.get(worker));
    }
    try (Stream<Path> kept = Files.list(commands.modelCache())) {
      // The digest is kept there, but no copy of a file that every host has.
      assertThat(kept).noneMatch(Files::isDirectory);
    }
  }

  @Test
  void withHdfsForCorpusModelAndOutput() throws Exception {
    try (Storage hdfs = Storage.hdfs(folder.resolve("hdfs"))) {
      assertSameRows(hdfs);
    }
  }

  @Test
  void withAnObjectStoreForCorpusModelAndOutput() throws Exception {
    assumeTrue(Storage.hasS3(), "there is no S3 server; .ci/install-s3rver puts one there");
    try (Storage s3 = Storage.s3(folder.resolve("s3"))) {
      assertSameRows(s3);
    }
  }

  private void assertSameRows(Storage storage) throws Exception {
    Map<String, String> properties = new HashMap<>(cluster.properties());
    properties.putAll(storage.properties());
    Commands commands = new Commands(folder, properties);
    String output = storage.url("enriched");

    commands.enrich(storage.upload(CORPUS), storage.upload(MODEL), output);
    new Commands(folder, storage.properties()).verifyHere(output);

    Path copy = storage.download(output + "/" + Commands.RUN, folder.resolve("copy"));
    assertThat(DuckDb.rows(copy)).isEqualTo(rowsOfOneJvm);
    try (Stream<Path> cached = Files.list(commands.modelCache())) {
      assertThat(cached.filter(Files::isDirectory).map(model -> model.resolve(MODEL.getFileName())))
          .singleElement()
          .satisfies(model -> assertThat(model).hasSameBinaryContentAs(MODEL));
    }
  }
}
