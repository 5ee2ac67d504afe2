package io.tramontane.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.config.Problems;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What planning reads and moves, of a corpus large enough that all else is little beside it. */
class PlanningCostTest {
  private static final int DOCUMENTS = 100_000;

  private final Path corpus;
  private final Workspace workspace;

  PlanningCostTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0);
    this.corpus = folder.resolve("corpus.jsonl");
  }

  @Test
  void theCorpusIsReadOnceAndItsContentsStayWhereTheyAre() throws Exception {
    writeCorpus();
    SparkSession spark = TestSpark.session();
    CheckedJob job = checked();
    AtomicLong moved = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            moved.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    long before = bytesRead();

    PlannedRun run = RunPlanner.plan(job, spark);

    long read = bytesRead() - before;
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().removeSparkListener(listener);
    assertThat(run.plan().getDocuments()).isEqualTo(DOCUMENTS);
    assertThat(run.plan().getChunkDigests()).hasSameSizeAs(run.plan().getChunkTokens());
    assertThat(read).isBetween(Files.size(corpus), Files.size(corpus) * 11 / 10);
    assertThat(moved.get()).isLessThan(Files.size(corpus) / 10);
  }

  private void writeCorpus() throws IOException {
    String words = "some words of a document that nobody else has ".repeat(21);
    try (BufferedWriter writer = Files.newBufferedWriter(corpus)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        writer.write(
            String.format(Locale.ROOT, "{\"id\": \"d%d\", \"text\": \"%d %s\"}%n", i, i, words));
      }
    }
  }

  private CheckedJob checked() throws IOException {
    Problems problems = new Problems();
    ConfigSections sections =
        ConfigLoader.load(
            workspace.config("tramontane.run.chunk-tokens = 1000000"), Map.of(), problems);
    return new Preflight(new FakeModels(), StartOptions.NONE, problems, new Configuration())
        .check(sections);
  }

  private static long bytesRead() {
    StorageStatistics local = FileSystem.getGlobalStorageStatistics().get("file");
    return local == null ? 0 : local.getLong("bytesRead");
  }
}
