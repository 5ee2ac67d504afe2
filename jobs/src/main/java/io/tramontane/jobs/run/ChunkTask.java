package io.tramontane.jobs.run;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.corpus.KeptColumns;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.sink.ChunkWriter;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.udf.model.ModelProvider;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/**
 * One Spark task: one chunk's documents through the model into an attempt file. Holds no more than
 * a window of documents in memory, however large the chunk. Gives null, having done nothing, where
 * the run is to stop.
 */
final class ChunkTask extends AbstractFunction2<TaskContext, Iterator<Row>, @Nullable LedgerEntry>
    implements Serializable {
  private final String folder;
  private final String token;
  private final KeptColumns kept;
  private final List<Long> digests;
  private final ModelIdentity model;
  private final String fingerprint;
  private final JobConfig config;
  private final ModelProvider models;
  private final SerializableConfiguration configuration;

  /**
   * A task of a start.
   *
   * @param kept what is carried along into the rows
   * @param token by which the start's attempts are told from those of others
   */
  ChunkTask(
      PlannedRun run,
      KeptColumns kept,
      String token,
      ModelProvider models,
      SerializableConfiguration configuration) {
    CheckedJob job = run.job();
    this.folder = run.target().folder().path().toString();
    this.token = token;
    this.kept = kept;
    // What Avro has read does not travel.
    this.digests = List.copyOf(run.plan().getChunkDigests());
    this.model = job.model();
    this.fingerprint = job.fingerprint().digest();
    this.config = job.config();
    this.models = models;
    this.configuration = configuration;
  }

  @Override
  public @Nullable LedgerEntry apply(TaskContext context, Iterator<Row> documents) {
    Secrets.keep(config.secrets());
    Configuration hadoop = configuration.value();
    if (RunFolder.at(new Path(folder), hadoop).isStopping(token)) {
      return null;
    }
    RowMaker rows = new RowMaker(config.task(), model, fingerprint, kept);
    try (Session session =
        models.open(config.model(), model, List.of(config.task()), config.engine())) {
      ChunkWriter writer =
          new ChunkWriter(
              new Path(folder),
              token,
              rows.schema(),
              context.partitionId(),
              fingerprint,
              SparkEnv.get().executorId(),
              hadoop);
      try (writer) {
        long digest =
            write(
                ChunkAnswers.of(CollectionConverters.asJava(documents), session, config, context),
                rows,
                writer);
        requireAsPlanned(context.partitionId(), digest);
      }
      session.requireUnchanged();
      return writer.attempt();
    } catch (IOException | FSError e) {
      throw new InsufficientResourcesException(
          "Cannot write chunk %s to %s: %s. Make room for it or restore access, then start again."
              .formatted(context.partitionId(), folder, e.getMessage()),
          e);
    }
  }

  /** Gives the documents' digests, combined. */
  private static long write(ChunkAnswers answers, RowMaker rows, ChunkWriter writer)
      throws IOException {
    long digest = 0;
    String previousHash = "";
    while (answers.hasNext()) {
      AnsweredDocument answered = answers.next();
      ReadDocument document = answered.document();
      writer.write(
          rows.row(document, answered.outcome()),
          !document.hash().equals(previousHash),
          answered.reused());
      previousHash = document.hash();
      digest ^= document.digest();
    }
    return digest;
  }

  private void requireAsPlanned(int chunk, long digest) {
    if (!digests.isEmpty() && digests.get(chunk) != digest) {
      throw new InvalidInputException(
          "Cannot go on with the run in %s: the documents of chunk %s are not those that were planned, so the input has changed. Restore the input, or give another tramontane.run.id, and tramontane.run.reuse = previous-runs to take over what still holds."
              .formatted(folder, chunk));
    }
  }
}
