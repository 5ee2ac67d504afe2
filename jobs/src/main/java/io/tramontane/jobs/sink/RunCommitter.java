package io.tramontane.jobs.sink;

import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * Writes a run's folder: the protocol by which each chunk becomes final exactly once. On the
 * driver, by the one process that holds the run's {@link RunLock}. Not thread-safe.
 *
 * <p>In this order:
 *
 * <ol>
 *   <li>the input's files and the <b>plan</b>. From here on the run is started.
 *   <li>A task writes its chunk into an <b>attempt</b> file in a hidden folder, and gives the
 *       driver its name, length and digest. There may be several attempts at one chunk: a retry, or
 *       speculation.
 *   <li>The driver creates the chunk's <b>ledger entry</b>, which names the attempt, unless there
 *       is one. This single creation commits the chunk: the first attempt wins, the others are
 *       deleted.
 *   <li><b>Publication</b>: the attempt gets the part file's name. Only then readers see it.
 *   <li>When every chunk is committed, the report for people and the <b>manifest</b>.
 *   <li><b>{@code _SUCCESS}</b>, unless too many rows are errors.
 * </ol>
 *
 * <p>The process may die anywhere. {@link #begin} of the next start repairs what it left:
 *
 * <ul>
 *   <li>before the plan: nothing has happened; the list of the input's files is written again.
 *   <li>while a task writes, or before the ledger entry: a stray attempt. It is deleted, and the
 *       chunk computed again.
 *   <li>within the ledger entry (file systems that create at once leave none of this, others may
 *       leave a file that is cut off): it does not count, and goes. The chunk is computed again.
 *   <li>between ledger entry and publication: the attempt that the entry names is published.
 *   <li>within the publication, where renaming is copying and deleting: the part file is there, and
 *       what is left of the attempt goes.
 *   <li>before the manifest or {@code _SUCCESS}: every chunk is found committed, and they are
 *       written.
 * </ul>
 *
 * <p>So a row is seen by readers if and only if its chunk is committed and published, and nothing
 * that was seen once changes or goes, but for damage, and for a run that is {@linkplain
 * RunFolders#replace replaced}. No step relies on a folder being renamed at one stroke or on a file
 * replacing another; and what is committed is decided by creating files, not by listing them.
 */
public final class RunCommitter {
  private final RunFolder run;
  private final RunFiles files;
  private final RunLock lock;

  /** For the run that the lock is on. */
  public RunCommitter(RunFolder run, RunLock lock) {
    this.run = run;
    this.files = run.files();
    this.lock = lock;
  }

  /**
   * Starts the run, or goes on with it, and repairs what a former start left. Until the run ends
   * again it has no manifest and no {@code _SUCCESS}, and no evaluation, which would be one of
   * other rows.
   *
   * @param damaged committed chunks whose part file does not hold what was written: they no longer
   *     count
   */
  public void begin(RunPlan plan, InputFiles input, Set<Integer> damaged) {
    files.delete(run.file(RunFolder.SUCCESS));
    files.delete(run.file(RunFolder.MANIFEST));
    files.delete(run.file(RunFolder.STOP));
    EvaluationFiles.deleteAll(run);
    if (run.plan().isEmpty()) {
      files.replace(run.file(RunFolder.INPUT), input);
      files.replace(run.file(RunFolder.PLAN), plan);
    }
    List<LedgerEntry> valid =
        run.ledger().stream()
            .filter(entry -> !damaged.contains(entry.getChunk().getChunk()))
            .toList();
    deleteAllBut(valid);
    valid.forEach(this::publish);
    files.delete(run.file(RunFolder.ATTEMPTS));
  }

  private void deleteAllBut(List<LedgerEntry> valid) {
    Set<String> entries = new HashSet<>();
    Set<String> parts = new HashSet<>();
    for (LedgerEntry entry : valid) {
      entries.add(RunFolder.ledgerName(entry.getChunk().getChunk()));
      parts.add(entry.getChunk().getFile());
    }
    run.partFiles().stream()
        .filter(part -> !parts.contains(part))
        .forEach(part -> files.delete(run.file(part)));
    files.list(run.file(RunFolder.LEDGER)).keySet().stream()
        .filter(entry -> !entries.contains(entry))
        .forEach(entry -> files.delete(run.file(RunFolder.LEDGER, entry)));
  }

  /**
   * Commits a chunk and publishes it, unless another attempt at it was first.
   *
   * @return whether this attempt was the first
   */
  public boolean commit(LedgerEntry attempt) {
    lock.requireHeld();
    Path entry = run.file(RunFolder.LEDGER, RunFolder.ledgerName(attempt.getChunk().getChunk()));
    if (!files.create(entry, attempt)) {
      files.delete(attemptFile(attempt));
      return false;
    }
    publish(attempt);
    return true;
  }

  private void publish(LedgerEntry entry) {
    Path attempt = attemptFile(entry);
    if (files.exists(attempt)) {
      Path part = run.file(entry.getChunk().getFile());
      if (files.hasLength(part, entry.getChunk().getBytes())) {
        files.delete(attempt);
      } else {
        files.rename(attempt, part);
      }
    }
  }

  private Path attemptFile(LedgerEntry entry) {
    return run.file(RunFolder.ATTEMPTS, entry.getAttempt());
  }

  /** Asks tasks to begin no more chunks, until the next start. */
  public void askToStop() {
    files.create(run.file(RunFolder.STOP), new byte[0]);
  }

  /**
   * Writes what the run did; when every chunk is committed.
   *
   * @param report the same for people, as HTML
   */
  public void finish(RunManifest manifest, String report) {
    lock.requireHeld();
    files.replace(run.file(RunFolder.REPORT), report.getBytes(StandardCharsets.UTF_8));
    files.replace(run.file(RunFolder.MANIFEST), manifest);
  }

  /**
   * Leaves nothing behind but the run; after {@link #finish}, also that of a former start.
   *
   * @param success whether the run ended well: then it is marked so, if it is not yet
   */
  public void end(boolean success) {
    files.delete(run.file(RunFolder.STOP));
    files.delete(run.file(RunFolder.ATTEMPTS));
    if (success) {
      files.create(run.file(RunFolder.SUCCESS), new byte[0]);
    }
  }
}
