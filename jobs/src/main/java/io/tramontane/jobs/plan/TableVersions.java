package io.tramontane.jobs.plan;

import io.tramontane.jobs.corpus.TableCorpus;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Decides at which versions a start reads its tables. */
final class TableVersions {
  private TableVersions() {}

  /**
   * A job that knows them: a run goes on with those that it was planned over, and one that is to
   * replace another with those that were pinned when it was begun; else they are the present ones.
   * With {@code --replan} or {@code --overwrite} a run is replaced by one of the present versions.
   *
   * @throws io.tramontane.failure.InvalidInputException if there is no such table, or its versions
   *     cannot be pinned
   */
  static CheckedJob pin(CheckedJob job, SparkSession spark) {
    if (!(job.corpus() instanceof TableCorpus corpus) || corpus.isPinned()) {
      return job;
    }
    return job.over(planned(job).map(corpus::at).orElseGet(() -> corpus.atPresent(spark)));
  }

  private static Optional<List<PinnedTable>> planned(CheckedJob job) {
    Optional<List<PinnedTable>> current = tables(job.folders().current(), job);
    if (current.isPresent() && !job.options().replan() && !job.options().overwrite()) {
      return current;
    }
    return job.folders().nexts().stream()
        .flatMap(next -> tables(next, job).stream())
        .filter(tables -> !current.equals(Optional.of(tables)))
        .findFirst();
  }

  /** Those of a run, if it was planned as this job would be. */
  private static Optional<List<PinnedTable>> tables(RunFolder run, CheckedJob job) {
    return run.plan()
        .filter(plan -> RunTarget.isOf(plan, job))
        .flatMap(plan -> run.input())
        .map(InputFiles::getTables);
  }
}
