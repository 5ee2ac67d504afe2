package io.tramontane.jobs.plan;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.config.PublishConfig;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.corpus.FileCorpus;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.sink.RunFolders;
import io.tramontane.task.Task;
import io.tramontane.udf.model.ModelProvider;
import io.tramontane.udf.model.TaskFit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Finds out whether a job can be done as asked, and if not, everything that is in its way. Needs no
 * Spark, so that the user hears of it before any is started.
 */
public final class Preflight {
  private final ModelProvider models;
  private final StartOptions options;
  private final Problems problems;
  private final Configuration configuration;

  /**
   * Begins.
   *
   * @param problems what is known to be wrong already
   * @param configuration how file systems are reached
   */
  public Preflight(
      ModelProvider models, StartOptions options, Problems problems, Configuration configuration) {
    this.models = models;
    this.options = options;
    this.problems = problems;
    this.configuration = configuration;
  }

  /**
   * Checks the model file, the task, the input's path and columns, and the output. Writes nothing.
   *
   * @throws InvalidInputException with every problem
   */
  public CheckedJob check(ConfigSections sections) {
    Optional<ModelIdentity> model = sections.model().flatMap(this::identify);
    Optional<TaskFit> fit =
        model.flatMap(found -> sections.task()).flatMap(task -> fit(sections, task));
    Optional<CorpusSource> corpus = sections.input().flatMap(this::find);
    if (sections.whole().isEmpty() || model.isEmpty() || fit.isEmpty() || corpus.isEmpty()) {
      problems.throwIfAny();
    }
    CheckedJob job =
        checked(
            sections.whole().orElseThrow(),
            model.orElseThrow(),
            fit.orElseThrow(),
            corpus.orElseThrow());
    problems.throwIfAny();
    return job;
  }

  private Optional<TaskFit> fit(ConfigSections sections, Task<?> task) {
    return attempt(() -> models.fit(sections.model().orElseThrow(), List.of(task)));
  }

  private Optional<ModelIdentity> identify(ModelConfig config) {
    return attempt(() -> models.identify(config));
  }

  private Optional<CorpusSource> find(InputConfig input) {
    return attempt(() -> CorpusSource.of(input, configuration));
  }

  private CheckedJob checked(
      JobConfig config, ModelIdentity model, TaskFit fit, CorpusSource corpus) {
    CheckedJob job =
        new CheckedJob(
            config,
            options,
            model,
            fit.maxDocumentTokens(),
            Fingerprint.of(model, config.task(), config.engine(), fit.promptParts()),
            corpus,
            new RunFolders(config.output().path(), config.run().id(), configuration));
    // What is being replaced is found out when that has ended, under the run's lock.
    outputInInput(job).ifPresent(problems::add);
    clashes(job).ifPresent(problems::add);
    unknownPartitions(job).ifPresent(problems::add);
    if (!job.folders().isReplacing()) {
      RunTarget.obstacles(job).forEach(problems::add);
    }
    return job;
  }

  /** Where the run's own files would be documents of the next start. */
  private static Optional<String> outputInInput(CheckedJob job) {
    String run = job.folders().current().path() + Path.SEPARATOR;
    if (!(job.corpus() instanceof FileCorpus corpus) || !corpus.files().isFolder()) {
      return Optional.empty();
    }
    String input = corpus.files().root() + Path.SEPARATOR;
    if (!(run.startsWith(input) || input.startsWith(run))) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot write run %s to %s: the run's folder and the input %s lie in each other, so that its own files would be documents. Give another tramontane.output.path."
            .formatted(
                job.config().run().id(),
                job.config().output().path(),
                job.config().input().path()));
  }

  private static Optional<String> clashes(CheckedJob job) {
    List<String> own =
        RowSchema.of(job.config().task()).getFields().stream().map(Schema.Field::name).toList();
    List<String> clashing =
        job.config().input().keep().stream()
            .filter(kept -> own.stream().anyMatch(kept::equalsIgnoreCase))
            .toList();
    return clashing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Cannot keep %s: rows have columns of that name already; theirs are %s. Take it out of tramontane.input.keep, or give it another name in the corpus."
                .formatted(String.join(", ", clashing), String.join(", ", own)));
  }

  private static Optional<String> unknownPartitions(CheckedJob job) {
    List<String> kept = job.config().input().keep();
    PublishConfig table = job.config().output().table();
    return table == null || kept.containsAll(table.partitionBy())
        ? Optional.empty()
        : Optional.of(
            "Cannot partition table %s by %s: tramontane.input.keep is %s. Keep the columns that it is partitioned by."
                .formatted(table.name(), table.partitionBy(), kept));
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
