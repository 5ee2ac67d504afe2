package io.tramontane.jobs.plan;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a start works: in the run's own folder, or in one that is to take its place when it is
 * complete.
 *
 * @param folder where
 * @param plan that folder's, if it was begun before
 * @param attempt 1, or one more for each time that the run's error rows are computed again
 * @param replaced the run whose place it is to take
 */
public record RunTarget(
    RunFolder folder, Optional<RunPlan> plan, int attempt, Optional<RunFolder> replaced) {
  /**
   * Finds it.
   *
   * @throws InvalidInputException if the run that is there is in the way
   */
  static RunTarget of(CheckedJob job) {
    List<String> obstacles = obstacles(job);
    if (!obstacles.isEmpty()) {
      throw new InvalidInputException(String.join("\n", obstacles));
    }
    RunFolder current = job.folders().current();
    Optional<RunPlan> plan = current.plan();
    if (plan.isEmpty()) {
      return new RunTarget(current, plan, 1, Optional.empty());
    }
    if (!isOf(plan.get(), job)) {
      return next(job, 1);
    }
    if (job.corpus().mayDiffer() && (job.options().replan() || job.options().overwrite())) {
      // Nobody can tell whether it has changed; what was begun may be of other documents too.
      return new RunTarget(job.folders().newNext(), Optional.empty(), 1, Optional.of(current));
    }
    return job.options().retryErrors() && hasErrors(current)
        ? next(job, plan.get().getAttempt() + 1)
        : new RunTarget(current, plan, plan.get().getAttempt(), Optional.empty());
  }

  /** What of an earlier start under the run's name is in the way of this one; a message each. */
  static List<String> obstacles(CheckedJob job) {
    RunFolder current = job.folders().current();
    Optional<RunPlan> plan = current.plan();
    if (plan.isEmpty()) {
      return obstaclesWithoutRun(job, current);
    }
    List<String> obstacles = new ArrayList<>();
    if (!hasSameFingerprint(plan.get(), job) && !job.options().overwrite()) {
      obstacles.add(
          "Cannot go on with run %s in %s: it was started with other settings: %s. Give the old settings, or another tramontane.run.id, or --overwrite to replace the run."
              .formatted(
                  plan.get().getRunId(),
                  current.path(),
                  String.join(
                      "; ", job.fingerprint().differencesFrom(plan.get().getFingerprintParts()))));
    }
    if (!hasSameInput(plan.get(), job) && !job.options().replan() && !job.options().overwrite()) {
      obstacles.add(
          "Cannot go on with run %s in %s: its input has changed since it was planned: %s. Restore the input, or give another tramontane.run.id, or --replan to replace the run and take over what it has computed."
              .formatted(plan.get().getRunId(), current.path(), changes(plan.get(), job, current)));
    }
    if (job.options().retryErrors() && isOf(plan.get(), job)) {
      obstacles.addAll(obstaclesToRetry(job, current, plan.get()));
    }
    return obstacles;
  }

  private static List<String> obstaclesWithoutRun(CheckedJob job, RunFolder current) {
    List<String> obstacles = new ArrayList<>();
    if (job.options().retryErrors()) {
      obstacles.add(
          "Cannot retry the errors of run %s: there is no such run in %s. Start it without --retry-errors."
              .formatted(job.config().run().id(), job.config().output().path()));
    }
    if (!current.partFiles().isEmpty()) {
      obstacles.add(
          "Cannot write run %s to %s: part files without a plan lie there, which no run of ours leaves. Give another tramontane.run.id."
              .formatted(job.config().run().id(), current.path()));
    }
    return obstacles;
  }

  private static List<String> obstaclesToRetry(CheckedJob job, RunFolder current, RunPlan plan) {
    if (current.manifest().isEmpty()) {
      return List.of(
          "Cannot retry the errors of run %s in %s: it is not complete. Start it without --retry-errors first."
              .formatted(plan.getRunId(), current.path()));
    }
    int max = job.config().run().maxAttempts();
    return hasErrors(current) && plan.getAttempt() >= max
        ? List.of(
            "Cannot retry the errors of run %s in %s: they were computed %s times, and tramontane.run.max-attempts is %s. Raise it."
                .formatted(plan.getRunId(), current.path(), plan.getAttempt(), max))
        : List.of();
  }

  private static RunTarget next(CheckedJob job, int attempt) {
    Optional<RunFolder> begun =
        job.folders().nexts().stream().filter(next -> isBegun(next, job, attempt)).findFirst();
    return new RunTarget(
        begun.orElseGet(job.folders()::newNext),
        begun.flatMap(RunFolder::plan),
        attempt,
        Optional.of(job.folders().current()));
  }

  private static boolean isBegun(RunFolder next, CheckedJob job, int attempt) {
    return next.plan().filter(plan -> isOf(plan, job) && plan.getAttempt() == attempt).isPresent();
  }

  /** Whether a plan is what this job would plan. */
  static boolean isOf(RunPlan plan, CheckedJob job) {
    return hasSameFingerprint(plan, job) && hasSameInput(plan, job);
  }

  private static boolean hasSameFingerprint(RunPlan plan, CheckedJob job) {
    return plan.getFingerprint().equals(job.fingerprint().digest());
  }

  private static boolean hasSameInput(RunPlan plan, CheckedJob job) {
    return hasSameFiles(plan, job) && changedSettings(plan, job).isEmpty();
  }

  /** A table whose version is not pinned yet will be read at that of the plan. */
  private static boolean hasSameFiles(RunPlan plan, CheckedJob job) {
    return !job.corpus().isPinned() || plan.getInputDigest().equals(InputDigest.of(job.corpus()));
  }

  /** The settings that say how the input's files are read, as they may be told and kept. */
  static SortedMap<String, String> inputSettings(CheckedJob job) {
    return Fingerprint.masked(job.config().input().reading());
  }

  /**
   * A word for each that differs. Plans of versions that kept none agree with all, but carry
   * nothing along.
   */
  private static List<String> changedSettings(RunPlan plan, CheckedJob job) {
    Map<String, String> before = new TreeMap<>(plan.getInputSettings());
    before.putIfAbsent(InputConfig.KEEP, List.of().toString());
    return inputSettings(job).entrySet().stream()
        .filter(now -> !before.getOrDefault(now.getKey(), now.getValue()).equals(now.getValue()))
        .map(
            now ->
                "%s is %s, before %s"
                    .formatted(now.getKey(), now.getValue(), before.get(now.getKey())))
        .toList();
  }

  private static boolean hasErrors(RunFolder run) {
    return run.manifest().map(RunManifest::getErrors).filter(e -> !e.isEmpty()).isPresent();
  }

  private static String changes(RunPlan plan, CheckedJob job, RunFolder current) {
    List<String> changes = new ArrayList<>(changedSettings(plan, job));
    if (!hasSameFiles(plan, job)) {
      changes.add(
          current
              .input()
              .map(job.corpus()::changesSince)
              .orElse("the list of what it was is gone from the run's folder"));
    }
    return String.join("; ", changes);
  }
}
