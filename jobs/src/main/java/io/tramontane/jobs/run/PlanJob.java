package io.tramontane.jobs.run;

import io.tramontane.config.Problems;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.RunPlanner;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.PlanSummary;
import io.tramontane.schema.ModelIdentity;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tells what {@link EnrichJob} would do. Writes nothing. */
public final class PlanJob {
  private final SparkSession spark;
  private final Inference inference;

  public PlanJob(SparkSession spark, Inference inference) {
    this.spark = spark;
    this.inference = inference;
  }

  /**
   * Checks and plans as {@link EnrichJob#run} does, then counts the tokens.
   *
   * @throws io.tramontane.failure.InvalidInputException as there
   */
  public PlanSummary run(ConfigSections sections, StartOptions options, Problems problems) {
    CheckedJob job = new Preflight(spark, inference, options, problems).check(sections);
    PlannedRun run = RunPlanner.plan(job);
    Texts texts =
        ChunkedCorpus.pending(job.corpus(), null, run.chunks(), List.of())
            .toJavaRDD()
            .mapPartitions(count(job.config(), job.model(), inference))
            .fold(new Texts(0, 0), Texts::plus);
    return new PlanSummary(
        run.plan(),
        run.target().folder().path().toString(),
        texts.unique,
        texts.tokens,
        run.done().size());
  }

  private static FlatMapFunction<Iterator<Row>, Texts> count(
      JobConfig config, ModelIdentity identity, Inference inference) {
    return rows -> {
      DocumentModel model =
          inference.open(config.model(), identity, config.task(), config.engine());
      Texts texts = new Texts(0, 0);
      String previousHash = "";
      while (rows.hasNext()) {
        ReadDocument document = ReadDocument.of(rows.next());
        if (!document.hash().equals(previousHash)) {
          int tokens = document.failure() == null ? model.promptTokens(document.text()) : 0;
          texts = texts.plus(new Texts(1, tokens));
        }
        previousHash = document.hash();
      }
      return List.of(texts).iterator();
    };
  }

  /** How many different texts there are, and their tokens. */
  private record Texts(long unique, long tokens) implements Serializable {
    Texts plus(Texts other) {
      return new Texts(unique + other.unique, tokens + other.tokens);
    }
  }
}
