package io.tramontane.jobs.run;

import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.sink.ChunkAttempt;
import io.tramontane.jobs.sink.ChunkWriter;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.ModelIdentity;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * One Spark task: one chunk's documents, in windows, through the model into an attempt file. Holds
 * no more than a window of documents in memory, however large the chunk.
 */
final class ChunkTask extends AbstractFunction2<TaskContext, Iterator<Row>, ChunkAttempt>
    implements Serializable {
  private final String folder;
  private final ModelIdentity model;
  private final String fingerprint;
  private final JobConfig config;
  private final Inference inference;
  private final SerializableConfiguration configuration;

  ChunkTask(CheckedJob job, Inference inference, SerializableConfiguration configuration) {
    this.folder = job.folder().path().toString();
    this.model = job.model();
    this.fingerprint = job.fingerprint().digest();
    this.config = job.config();
    this.inference = inference;
    this.configuration = configuration;
  }

  @Override
  public ChunkAttempt apply(TaskContext context, Iterator<Row> documents) {
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
              configuration.value());
      try (writer) {
        write(documents, answers, writer);
      }
      return writer.attempt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Iterator<Row> documents, WindowAnswers answers, ChunkWriter writer)
      throws IOException {
    String previousHash = "";
    while (documents.hasNext()) {
      for (Enrichment row : answers.answer(nextWindow(documents))) {
        writer.write(row, !row.getContentHash().equals(previousHash));
        previousHash = row.getContentHash();
      }
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
