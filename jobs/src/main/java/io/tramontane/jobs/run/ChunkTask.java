package io.tramontane.jobs.run;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.sink.ChunkWriter;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.ModelIdentity;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * One Spark task: one chunk's documents, in windows, through the model into an attempt file. Holds
 * no more than a window of documents in memory, however large the chunk. Gives null, having done
 * nothing, where the run is to stop.
 */
final class ChunkTask extends AbstractFunction2<TaskContext, Iterator<Row>, @Nullable LedgerEntry>
    implements Serializable {
  private final String folder;
  private final ModelIdentity model;
  private final String fingerprint;
  private final JobConfig config;
  private final Inference inference;
  private final SerializableConfiguration configuration;

  ChunkTask(
      CheckedJob job,
      PlannedRun run,
      Inference inference,
      SerializableConfiguration configuration) {
    this.folder = run.target().folder().path().toString();
    this.model = job.model();
    this.fingerprint = job.fingerprint().digest();
    this.config = job.config();
    this.inference = inference;
    this.configuration = configuration;
  }

  @Override
  public @Nullable LedgerEntry apply(TaskContext context, Iterator<Row> documents) {
    Configuration hadoop = configuration.value();
    if (RunFolder.at(new Path(folder), hadoop).isStopping()) {
      return null;
    }
    DocumentModel answering = inference.open(config.model(), model, config.task(), config.engine());
    WindowAnswers answers =
        new WindowAnswers(answering, new RowMaker(config.task().type(), model, fingerprint));
    try {
      ChunkWriter writer =
          new ChunkWriter(
              new Path(folder),
              context.partitionId(),
              fingerprint,
              SparkEnv.get().executorId(),
              hadoop);
      try (writer) {
        write(context, documents, answers, writer);
      }
      return writer.attempt();
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot write chunk %d to %s: %s. Make room for it or restore access, then start again."
              .formatted(context.partitionId(), folder, e.getMessage()),
          e);
    }
  }

  private void write(
      TaskContext context, Iterator<Row> documents, WindowAnswers answers, ChunkWriter writer)
      throws IOException {
    String previousHash = "";
    while (documents.hasNext()) {
      for (Answer answer : answers.answer(nextWindow(documents))) {
        String hash = answer.row().getContentHash();
        writer.write(answer.row(), !hash.equals(previousHash), answer.reused());
        previousHash = hash;
      }
      // A window takes seconds; Spark itself asks only when documents are read.
      context.killTaskIfInterrupted();
    }
  }

  private List<Row> nextWindow(Iterator<Row> documents) {
    List<Row> window = new ArrayList<>();
    while (window.size() < config.run().windowDocuments() && documents.hasNext()) {
      window.add(documents.next());
    }
    return window;
  }
}
