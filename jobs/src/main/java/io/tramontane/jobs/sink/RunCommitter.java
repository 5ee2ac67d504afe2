package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's folder: the protocol by which each chunk becomes final exactly once. On the
 * driver, by the one process that holds the run's {@link RunLock}. Not thread-safe.
 *
 * <p>In this order:
 *
 * <ol>
 *   <li>the input's files and the <b>plan</b>. From here on the run is started.
 *   <li>A task writes its chunk into an <b>attempt</b> file in a hidden folder of this start's own,
 *       and gives the driver its name, length and digest. There may be several attempts at one
 *       chunk: a retry, or speculation.
 *   <li>The driver puts the chunk's <b>ledger entry</b> in its place, which names the attempt,
 *       unless there is one of this start. This single renaming commits the chunk: the first
 *       attempt wins, the others are deleted.
 *   <li><b>Publication</b>: the attempt gets the part file's name. Only then readers see it.
 *   <li>When many entries lie in the ledger, they are <b>merged</b> into a segment; when that is in
 *       its place, and the lock still held, they are removed.
 *   <li>When every chunk is committed, the report for people and the <b>manifest</b>.
 *   <li><b>{@code _SUCCESS}</b>, unless too many rows are errors.
 * </ol>
 *
 * <p>The process may die anywhere. {@link #takeOver} and {@link #begin} of the next start repair
 * what it left:
 *
 * <ul>
 *   <li>before the plan: nothing has happened; the list of the input's files is written again.
 *   <li>while a task writes, or before the ledger entry: a stray attempt. It is deleted, and the
 *       chunk computed again.
 *   <li>within the ledger entry (where renaming is copying): it does not count, and goes. The chunk
 *       is computed again.
 *   <li>between ledger entry and publication: the attempt that the entry names is published.
 *   <li>within the publication, where renaming is copying and deleting: the part file is there, and
 *       what is left of the attempt goes.
 *   <li>within the segment (where renaming is copying): it does not count, and goes. Its entries
 *       are there.
 *   <li>between the segment and the removal of the last entry that it holds: the entry is the same
 *       in both, and goes.
 *   <li>before the manifest or {@code _SUCCESS}: every chunk is found committed, and they are
 *       written.
 * </ul>
 *
 * <p>So a row is seen by readers if and only if its chunk is committed and published, and nothing
 * that was seen once changes or goes, but for damage, and for a run that is {@linkplain
 * RunFolders#replace replaced}. No step relies on a folder being renamed at one stroke or on a file
 * replacing another.
 *
 * <p>The process may also be suspended anywhere, lose the lock and go on later. All that it changes
 * goes through {@link FencedFiles}, which lets none of it through. Besides, a ledger entry bears
 * the token of its plan, and one of another plan does not count.
 */
public final class RunCommitter {
  private final RunFolder run;
  private final RunFiles files;
  private final RunLock lock;
  private final FencedFiles fenced;
  private final LedgerWriter ledger;
  private final SortedMap<Integer, LedgerEntry> committed = new TreeMap<>();
  private String plan = "";

  /** For the run that the lock is on. */
  public RunCommitter(RunFolder run, RunLock lock) {
    this(run, lock, LedgerWriter.SEGMENT_ENTRIES);
  }

  /** As above, with so many entries in a segment of the ledger. */
  RunCommitter(RunFolder run, RunLock lock, int segmentEntries) {
    this.run = run;
    this.files = run.files();
    this.lock = lock;
    this.fenced = FencedFiles.of(run, lock);
    this.ledger = new LedgerWriter(run, fenced, segmentEntries);
  }

  /** By which the attempts of this start are told from those of others. */
  public String token() {
    return lock.token();
  }

  /**
   * Ends what others have begun, who are dead, or suspended and no longer to write here: what they
   * have committed is published, what else they have written is deleted. Before anything is read of
   * the run.
   */
  void takeOver() {
    Set<String> others = othersAttempts();
    if (others.isEmpty()) {
      return;
    }
    run.unpublished().forEach(this::publishLeft);
    fenced.requireHeld();
    others.forEach(name -> files.delete(run.file(RunFolder.ATTEMPTS, name)));
    files.deleteIfEmpty(run.file(RunFolder.ATTEMPTS));
  }

  private Set<String> othersAttempts() {
    return files.list(run.file(RunFolder.ATTEMPTS)).keySet().stream()
        .filter(name -> !name.equals(lock.token()))
        .collect(Collectors.toSet());
  }

  private void publishLeft(LedgerEntry entry) {
    Path attempt = attemptFile(entry);
    Path part = partFile(entry);
    if (!files.hasLength(part, entry.getChunk().getBytes()) && files.exists(attempt)) {
      fenced.place(attempt, part);
    }
  }

  /**
   * Starts the run, or goes on with it, and repairs what a former start left. Until the run ends
   * again it has no manifest and no {@code _SUCCESS}, and no evaluation, which would be one of
   * other rows.
   *
   * @param found what there is of it, as it was read under this lock
   * @param damaged committed chunks whose part file does not hold what was written: they no longer
   *     count
   * @throws InsufficientResourcesException if another process has taken over
   */
  public void begin(RunPlan plan, InputFiles input, Ledger found, Set<Integer> damaged) {
    fenced.requireHeld();
    fenced.remove(run.file(RunFolder.SUCCESS));
    fenced.remove(run.file(RunFolder.MANIFEST));
    fenced.remove(run.file(RunFolder.STOP));
    if (run.plan().isEmpty()) {
      fenced.put(run.file(RunFolder.INPUT), input);
      fenced.put(run.file(RunFolder.PLAN), plan);
    }
    this.plan = run.plan().orElse(plan).getToken();
    committed.clear();
    found.entries().stream()
        .filter(entry -> entry.getPlan().equals(this.plan))
        .filter(entry -> !damaged.contains(entry.getChunk().getChunk()))
        .forEach(entry -> committed.put(entry.getChunk().getChunk(), entry));
    removeOthers(found.namesInFolder());
    ledger.begin(found.files(), committed);
  }

  private void removeOthers(Set<String> names) {
    Set<String> parts =
        committed.values().stream()
            .map(entry -> entry.getChunk().getFile())
            .collect(Collectors.toSet());
    Predicate<String> isStray = name -> RunFolder.isPart(name) && !parts.contains(name);
    fenced.removeAll(
        run.path(), names.stream().filter(isStray.or(EvaluationFiles::isOne)).toList());
  }

  /**
   * Commits a chunk and publishes it, unless another attempt at it was first.
   *
   * @return whether this attempt was the first
   * @throws InsufficientResourcesException if another process has taken over, or the attempt's file
   *     is not there
   */
  public boolean commit(LedgerEntry attempt) {
    fenced.requireHeld();
    int chunk = attempt.getChunk().getChunk();
    if (isOurs(committed.get(chunk))) {
      files.delete(attemptFile(attempt));
      return false;
    }
    requireThere(attempt);
    LedgerEntry entry = LedgerEntry.newBuilder(attempt).setPlan(plan).build();
    ledger.put(entry);
    committed.put(chunk, entry);
    fenced.place(attemptFile(attempt), partFile(attempt));
    ledger.merge();
    return true;
  }

  private boolean isOurs(@Nullable LedgerEntry entry) {
    return entry != null && entry.getAttempt().startsWith(lock.token() + "/");
  }

  private void requireThere(LedgerEntry attempt) {
    if (!files.hasLength(attemptFile(attempt), attempt.getChunk().getBytes())) {
      throw new InsufficientResourcesException(
          "Cannot commit chunk %s: its file %s is gone, or has not the %s bytes that were written. Find out what changes files there, then start again."
              .formatted(
                  attempt.getChunk().getChunk(),
                  attemptFile(attempt),
                  attempt.getChunk().getBytes()));
    }
  }

  private Path attemptFile(LedgerEntry entry) {
    return run.attempt(entry);
  }

  private Path partFile(LedgerEntry entry) {
    return run.file(entry.getChunk().getFile());
  }

  /**
   * The chunks that are committed by now and whose part file is there, with the length that was
   * written; after {@link #begin}.
   */
  public List<ChunkEntry> published() {
    return Ledger.published(committed.values(), files.list(run.path()));
  }

  /** Asks this start's tasks to begin no more chunks. From any thread. */
  public void askToStop() {
    files.create(new Path(run.attempts(lock.token()), RunFolder.STOP), new byte[0]);
  }

  /**
   * Writes what the run did; when every chunk is committed.
   *
   * @param report the same for people, as HTML
   * @throws InsufficientResourcesException if another process has taken over
   */
  public void finish(RunManifest manifest, String report) {
    fenced.put(run.file(RunFolder.REPORT), report.getBytes(StandardCharsets.UTF_8));
    fenced.put(run.file(RunFolder.MANIFEST), manifest);
  }

  /**
   * Writes what the run did once more, when it has been published. Where the process dies within,
   * the next start finds every chunk, and the run in the table.
   *
   * @throws InsufficientResourcesException if another process has taken over
   */
  public void published(RunManifest manifest) {
    fenced.put(run.file(RunFolder.MANIFEST), manifest);
    leave();
  }

  /**
   * Marks a run that ended well as such, if it is not yet, and leaves nothing behind but the run;
   * after {@link #finish}, also that of a former start.
   *
   * @param success whether the run ended well
   * @throws InsufficientResourcesException if another process has taken over
   */
  public void end(boolean success) {
    fenced.remove(run.file(RunFolder.STOP));
    if (success && !run.isSuccess()) {
      fenced.put(run.file(RunFolder.SUCCESS), new byte[0]);
    }
    leave();
  }

  /** Leaves nothing behind but the run as far as it is. */
  public void leave() {
    fenced.leave();
    files.deleteIfEmpty(run.file(RunFolder.ATTEMPTS));
  }
}
