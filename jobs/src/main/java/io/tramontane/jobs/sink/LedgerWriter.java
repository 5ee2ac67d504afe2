package io.tramontane.jobs.sink;

import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.LedgerSegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a run's ledger for the process that holds its lock. A chunk's entry gets a file of its
 * own; when so many have gathered that reading them would take long, they are merged into a
 * segment, and only when that is in its place their own files go. Not thread-safe.
 */
final class LedgerWriter {
  /** So many entries make a segment; fewer have files of their own, whatever a run's size. */
  static final int SEGMENT_ENTRIES = 1_000;

  private final RunFolder run;
  private final FencedFiles fenced;
  private final int segmentEntries;
  private final SortedMap<Integer, LedgerEntry> single = new TreeMap<>();

  LedgerWriter(RunFolder run, FencedFiles fenced, int segmentEntries) {
    this.run = run;
    this.fenced = fenced;
    this.segmentEntries = segmentEntries;
  }

  /**
   * Makes the ledger hold these entries and no others, each once.
   *
   * @param found what is in the ledger
   * @param valid by chunk; each is in one of the files
   */
  void begin(List<LedgerFile> found, Map<Integer, LedgerEntry> valid) {
    SortedMap<Integer, LedgerEntry> left = new TreeMap<>(valid);
    Set<String> kept = keepSegments(found, left);
    single.clear();
    if (left.size() < segmentEntries && haveOwnFiles(left, found)) {
      left.values().forEach(entry -> kept.add(LedgerFile.nameOf(entry)));
      single.putAll(left);
    } else {
      writeSegments(left.values());
    }
    remove(found.stream().map(LedgerFile::name).filter(name -> !kept.contains(name)).toList());
  }

  /** Those that hold nothing but what is left; it is left no more then. */
  private static Set<String> keepSegments(
      List<LedgerFile> found, SortedMap<Integer, LedgerEntry> left) {
    Set<String> kept = new HashSet<>();
    for (LedgerFile file : found) {
      if (file.isSegment() && file.isWhole() && holdsOnly(left, file)) {
        file.entries().forEach(entry -> left.remove(chunk(entry)));
        kept.add(file.name());
      }
    }
    return kept;
  }

  private static boolean holdsOnly(Map<Integer, LedgerEntry> left, LedgerFile file) {
    return file.entries().stream().allMatch(entry -> Objects.equals(entry, left.get(chunk(entry))));
  }

  private static boolean haveOwnFiles(Map<Integer, LedgerEntry> left, List<LedgerFile> found) {
    Map<Integer, LedgerEntry> own = new HashMap<>();
    found.stream()
        .filter(file -> !file.isSegment())
        .flatMap(file -> file.entries().stream())
        .forEach(entry -> own.put(chunk(entry), entry));
    return left.values().stream().allMatch(entry -> Objects.equals(entry, own.get(chunk(entry))));
  }

  /** Gives a chunk's entry a file of its own. This commits the chunk. */
  void put(LedgerEntry entry) {
    fenced.put(run.file(RunFolder.LEDGER, LedgerFile.nameOf(entry)), entry);
    single.put(chunk(entry), entry);
  }

  /**
   * Merges the entries with files of their own, if they are many. Only when all of them are
   * published, since what is left to publish is looked for in such files.
   */
  void merge() {
    if (single.size() >= segmentEntries) {
      writeSegments(single.values());
      remove(single.values().stream().map(LedgerFile::nameOf).toList());
      single.clear();
    }
  }

  private void writeSegments(Collection<LedgerEntry> entries) {
    List<LedgerEntry> all = new ArrayList<>(entries);
    for (int from = 0; from < all.size(); from += segmentEntries) {
      List<LedgerEntry> some = all.subList(from, Math.min(from + segmentEntries, all.size()));
      fenced.put(run.file(RunFolder.LEDGER, LedgerFile.newSegment()), new LedgerSegment(some));
    }
  }

  private void remove(List<String> names) {
    fenced.removeAll(run.file(RunFolder.LEDGER), names);
  }

  private static int chunk(LedgerEntry entry) {
    return entry.getChunk().getChunk();
  }
}
