package io.tramontane.jobs.plan;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.corpus.CorpusFiles;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.sink.RunFolders;
import io.tramontane.udf.model.ModelProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds out whether a job can be done as asked, and if not, everything that is in its way. */
public final class Preflight {
  private final SparkSession spark;
  private final ModelProvider models;
  private final StartOptions options;
  private final Problems problems;

  /**
   * Begins.
   *
   * @param problems what is known to be wrong already
   */
  public Preflight(
      SparkSession spark, ModelProvider models, StartOptions options, Problems problems) {
    this.spark = spark;
    this.models = models;
    this.options = options;
    this.problems = problems;
  }

  /**
   * Checks the model file, the task, the input's path and columns, and the output. Writes nothing.
   *
   * @throws InvalidInputException with every problem
   */
  public CheckedJob check(ConfigSections sections) {
    Optional<ModelIdentity> model = sections.model().flatMap(this::identify);
    model
        .flatMap(found -> sections.task())
        .ifPresent(
            task ->
                problems.collect(
                    () -> models.validate(sections.model().orElseThrow(), List.of(task))));
    Optional<Dataset<Row>> corpus =
        sections.input().flatMap(input -> attempt(new CorpusSource(spark, input)::read));
    Optional<CheckedJob> job =
        sections
            .whole()
            .flatMap(config -> model.flatMap(m -> corpus.map(c -> checked(config, m, c))));
    problems.throwIfAny();
    return job.orElseThrow();
  }

  private Optional<ModelIdentity> identify(ModelConfig config) {
    return attempt(() -> models.identify(config));
  }

  private CheckedJob checked(JobConfig config, ModelIdentity model, Dataset<Row> corpus) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    CheckedJob job =
        new CheckedJob(
            config,
            options,
            model,
            Fingerprint.of(model, config.task(), config.engine()),
            corpus,
            CorpusFiles.of(config.input(), configuration),
            new RunFolders(config.output().path(), config.run().id(), configuration));
    // What is being replaced is found out when that has ended, under the run's lock.
    if (!job.folders().isReplacing()) {
      RunTarget.obstacles(job).forEach(problems::add);
    }
    return job;
  }

  private <T> Optional<T> attempt(Supplier<T> check) {
    try {
      return Optional.of(check.get());
    } catch (InvalidInputException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
