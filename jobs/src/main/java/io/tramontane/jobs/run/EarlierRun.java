package io.tramontane.jobs.run;

import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.RunManifest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** By which the cost of a run is estimated. */
final class EarlierRun {
  /** What makes the tokens of two runs cost the same, and their answers as long, about. */
  private static final List<String> SAME = List.of("model", "arithmetic", "task");

  private EarlierRun() {}

  /** The last run in a job's output that has done its task with its model, if there is one. */
  static Optional<RunManifest> like(CheckedJob job, Configuration configuration) {
    return RunFolder.all(job.config().output().path(), configuration).stream()
        .flatMap(EarlierRun::finished)
        // Manifests are long: no more of them are read than it takes. A damaged one is verify's to
        // tell.
        .sorted(Comparator.comparing(Finished::time).reversed())
        .flatMap(run -> run.folder.manifestIfWhole().stream())
        .filter(run -> isLike(run, job))
        .findFirst();
  }

  private static Stream<Finished> finished(RunFolder folder) {
    return folder.finished().stream().map(time -> new Finished(folder, time));
  }

  private static boolean isLike(RunManifest run, CheckedJob job) {
    return run.getPromptTokens() > 0
        && run.getTokensPerSecond() > 0
        && SAME.stream()
            .allMatch(
                part ->
                    Objects.equals(
                        job.fingerprint().parts().get(part), run.getFingerprintParts().get(part)));
  }

  private record Finished(RunFolder folder, Instant time) {}
}
