package io.tramontane.jobs.run;

import static org.apache.spark.sql.functions.col;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.plan.RunPlanner;
import io.tramontane.jobs.report.CostEstimate;
import io.tramontane.jobs.report.PlanSummary;
import io.tramontane.udf.model.ModelProvider;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tells what {@link EnrichJob} would do. Writes nothing. */
public final class PlanJob {
  private final SparkSession spark;
  private final ModelProvider models;

  public PlanJob(SparkSession spark, ModelProvider models) {
    this.spark = spark;
    this.models = models;
  }

  /**
   * Plans as {@link EnrichJob#run} does, then counts the tokens.
   *
   * @throws io.tramontane.failure.InvalidInputException as there
   */
  public PlanSummary run(CheckedJob checked) {
    PlannedRun run = RunPlanner.plan(checked, spark);
    CheckedJob job = run.job();
    Counts counts =
        ChunkedCorpus.hashed(job.corpus().read(spark))
            .repartition(run.chunks(), col(ChunkedCorpus.CONTENT_HASH))
            .sortWithinPartitions(ChunkedCorpus.CONTENT_HASH)
            .toJavaRDD()
            .mapPartitions(count(job.config(), job.model(), models))
            .fold(new Counts(0, 0), Counts::plus);
    return new PlanSummary(
        run.plan(),
        job.folders().current().path().toString(),
        counts.unique,
        counts.tokens,
        job.corpus().hidden(),
        run.done().size(),
        models.memory(job.config().model(), job.config().engine()),
        Optional.ofNullable(job.config().engine().kvMemory()),
        cost(run, counts.tokens));
  }

  /** By the share of the chunks that are not done. */
  private Optional<CostEstimate> cost(PlannedRun run, long tokens) {
    double share = share(run);
    return EarlierRun.like(run.job(), spark.sparkContext().hadoopConfiguration())
        .map(
            earlier ->
                new CostEstimate(earlier, share * tokens, share * run.plan().getDocuments()));
  }

  private static double share(PlannedRun run) {
    List<Long> chunks = run.plan().getChunkTokens();
    long all = chunks.stream().mapToLong(Long::longValue).sum();
    long done = run.done().stream().mapToLong(chunks::get).sum();
    return all == 0 ? 0 : (double) (all - done) / all;
  }

  private static FlatMapFunction<Iterator<Row>, Counts> count(
      JobConfig config, ModelIdentity identity, ModelProvider models) {
    return rows -> {
      Counts counts = new Counts(0, 0);
      String previousHash = "";
      try (Session session =
          models.open(config.model(), identity, List.of(config.task()), config.engine())) {
        while (rows.hasNext()) {
          ReadDocument document = ReadDocument.of(rows.next());
          if (!document.hash().equals(previousHash)) {
            counts = counts.plus(new Counts(1, tokens(document, session)));
          }
          previousHash = document.hash();
        }
      }
      return List.of(counts).iterator();
    };
  }

  private static long tokens(ReadDocument document, Session session) {
    return document.failure() == null ? session.promptTokens(Texts.of(document.text())) : 0;
  }

  /** How many different texts there are, and their tokens. */
  private record Counts(long unique, long tokens) implements Serializable {
    Counts plus(Counts other) {
      return new Counts(unique + other.unique, tokens + other.tokens);
    }
  }
}
