package io.tramontane.jobs.sink;

import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.LedgerSegment;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A file of a ledger: the entry of one chunk, or a segment with those of many.
 *
 * @param name its name in the ledger's folder
 * @param entries what it holds; nothing if it was not written to its end
 */
record LedgerFile(String name, List<LedgerEntry> entries) {
  private static final String SEGMENT = "segment-";

  LedgerFile {
    entries = List.copyOf(entries);
  }

  /** Reads one. */
  static LedgerFile read(RunFolder run, String name) {
    return new LedgerFile(
        name, name.startsWith(SEGMENT) ? entriesOfSegment(run, name) : entryOfChunk(run, name));
  }

  private static List<LedgerEntry> entriesOfSegment(RunFolder run, String name) {
    return run.files()
        .readIfWhole(run.file(RunFolder.LEDGER, name), LedgerSegment.class)
        .map(LedgerSegment::getEntries)
        .orElse(List.of());
  }

  /** An entry under another chunk's name is none. */
  private static List<LedgerEntry> entryOfChunk(RunFolder run, String name) {
    return run.files()
        .readIfWhole(run.file(RunFolder.LEDGER, name), LedgerEntry.class)
        .filter(entry -> name.equals(nameOf(entry)))
        .map(List::of)
        .orElse(List.of());
  }

  /** The name of the file that holds this entry alone. */
  static String nameOf(LedgerEntry entry) {
    return String.format(Locale.ROOT, "%05d.json", entry.getChunk().getChunk());
  }

  /** A name that no other segment has, so that whoever acts late cannot mean another. */
  static String newSegment() {
    return SEGMENT + UUID.randomUUID() + ".json";
  }

  boolean isSegment() {
    return name.startsWith(SEGMENT);
  }

  boolean isWhole() {
    return !entries.isEmpty();
  }
}
