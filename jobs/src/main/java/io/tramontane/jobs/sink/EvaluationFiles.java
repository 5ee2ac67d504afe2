package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.RunManifest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Where an evaluation lies: beside the rows of the run, under names that readers of rows take as
 * hidden. Goes with the rows: it is deleted when they change.
 *
 * <pre>
 * OUTPUT/RUN-ID/
 *   _evaluation.json, _evaluation.html
 *   _evaluation-against-OTHER.json, _evaluation-against-OTHER.html
 * </pre>
 *
 * @param json for machines
 * @param page for people
 */
public record EvaluationFiles(Path json, Path page) {
  /**
   * Writes an evaluation in place of an earlier one of the same name.
   *
   * @param manifest of the run as it was evaluated
   * @param against the run that it was compared with, if it was
   * @throws InsufficientResourcesException if another process works on the run, or the run is no
   *     longer as it was evaluated
   */
  public static EvaluationFiles write(
      RunFolders run, RunManifest manifest, Optional<String> against, String json, String page) {
    RunFolder folder = run.current();
    String name = RunFolder.EVALUATION + against.map(other -> "-against-" + other).orElse("");
    EvaluationFiles evaluation =
        new EvaluationFiles(folder.file(name + ".json"), folder.file(name + ".html"));
    try (RunLock lock = run.lock()) {
      if (!folder.manifest().equals(Optional.of(manifest))) {
        throw new InsufficientResourcesException(
            "Cannot write the evaluation of %s: the run has changed since it was read. Evaluate it again."
                .formatted(folder.path()));
      }
      FencedFiles files = FencedFiles.of(folder, lock);
      files.put(evaluation.json, json.getBytes(StandardCharsets.UTF_8));
      files.put(evaluation.page, page.getBytes(StandardCharsets.UTF_8));
      files.leave();
      folder.files().deleteIfEmpty(folder.file(RunFolder.ATTEMPTS));
    }
    return evaluation;
  }

  /** Whether a file of a run's folder is of an evaluation. */
  static boolean isOne(String name) {
    return name.startsWith(RunFolder.EVALUATION);
  }
}
