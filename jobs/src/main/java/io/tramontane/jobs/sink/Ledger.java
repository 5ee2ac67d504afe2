package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.LedgerEntry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a run's folder says of its chunks, read once. An entry may be in several files of the
 * ledger, where the process died that merged them into a segment.
 */
public final class Ledger {
  private final List<LedgerFile> files;
  private final NavigableMap<Integer, LedgerEntry> committed;
  private final NavigableMap<String, FileStatus> folder;

  private Ledger(
      List<LedgerFile> files,
      NavigableMap<Integer, LedgerEntry> committed,
      NavigableMap<String, FileStatus> folder) {
    this.files = files;
    this.committed = committed;
    this.folder = folder;
  }

  static Ledger of(RunFolder run) {
    NavigableMap<String, FileStatus> folder = run.files().list(run.path());
    Map<String, FileStatus> attempts = run.attempts();
    Predicate<LedgerEntry> ofThisPlan = run.ofThisPlan();
    List<LedgerFile> files = files(run);
    NavigableMap<Integer, LedgerEntry> committed = new TreeMap<>();
    // An entry with a file of its own is newer than one of a segment, should they differ.
    files.stream()
        .sorted(Comparator.comparing(LedgerFile::isSegment).reversed())
        .flatMap(file -> file.entries().stream())
        .filter(ofThisPlan)
        .filter(
            entry ->
                isWhole(folder.get(entry.getChunk().getFile()), entry)
                    || isWhole(attempts.get(entry.getAttempt()), entry))
        .forEach(entry -> committed.put(entry.getChunk().getChunk(), entry));
    return new Ledger(files, committed, folder);
  }

  private static List<LedgerFile> files(RunFolder run) {
    Set<String> names = run.ledgerFiles();
    List<LedgerFile> read =
        List.copyOf(names).parallelStream().map(name -> LedgerFile.read(run, name)).toList();
    // An entry that is gone has been merged into a segment meanwhile, and was not before that.
    return read.stream().allMatch(LedgerFile::isWhole) || names.equals(run.ledgerFiles())
        ? read
        : files(run);
  }

  static boolean isWhole(@Nullable FileStatus file, LedgerEntry entry) {
    return file != null && file.getLen() == entry.getChunk().getBytes();
  }

  /**
   * The committed chunks, by number: those with a whole ledger entry of this plan whose file, be it
   * published yet or not, has the length written there.
   */
  public List<ChunkEntry> committed() {
    return committed.values().stream().map(LedgerEntry::getChunk).toList();
  }

  /** Of the committed chunks those whose part file is there, with the length that was written. */
  public List<ChunkEntry> published() {
    return published(committed.values(), folder);
  }

  /** Of these entries' chunks those that a run's folder has whole files of. */
  static List<ChunkEntry> published(
      Collection<LedgerEntry> entries, Map<String, FileStatus> folder) {
    return entries.stream()
        .filter(entry -> isWhole(folder.get(entry.getChunk().getFile()), entry))
        .map(LedgerEntry::getChunk)
        .toList();
  }

  /** The entries of the committed chunks. */
  Collection<LedgerEntry> entries() {
    return committed.values();
  }

  /** What lies in the ledger's folder. */
  List<LedgerFile> files() {
    return files;
  }

  /** The names of all that lies in the run's folder. */
  Set<String> namesInFolder() {
    return folder.keySet();
  }
}
