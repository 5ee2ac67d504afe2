package io.tramontane.jobs.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a file that one task reads.
 *
 * @param path of the file, with its file system
 * @param file as it was listed
 * @param start the first byte
 * @param length how many bytes
 */
record FileSlice(String path, CorpusFile file, long start, long length) implements Serializable {
  private static final long MIN_BYTES = 4L << 20;
  private static final long MAX_BYTES = 128L << 20;

  /** What opening a file costs, in bytes that could be read meanwhile. */
  private static final long COST_OF_OPENING = 64L << 10;

  /**
   * Cuts large files and puts small ones together, so that each group is about the same work.
   *
   * @param tasks how many tasks can read at once
   */
  static List<List<FileSlice>> groups(
      CorpusFiles corpus, DocumentReader reader, InputOpener opener, int tasks) {
    long all = corpus.files().stream().mapToLong(file -> file.bytes() + COST_OF_OPENING).sum();
    long groupBytes = Math.max(MIN_BYTES, Math.min(MAX_BYTES, all / tasks));
    List<List<FileSlice>> groups = new ArrayList<>();
    List<FileSlice> group = new ArrayList<>();
    long bytes = 0;
    for (CorpusFile file : corpus.files()) {
      String path = corpus.path(file);
      long sliceBytes =
          reader.readsSlices() && !opener.isCompressed(path)
              ? groupBytes
              : Math.max(1, file.bytes());
      for (long start = 0; start == 0 || start < file.bytes(); start += sliceBytes) {
        long length = Math.min(sliceBytes, file.bytes() - start);
        group.add(new FileSlice(path, file, start, length));
        bytes += length + COST_OF_OPENING;
        if (bytes >= groupBytes) {
          groups.add(group);
          group = new ArrayList<>();
          bytes = 0;
        }
      }
    }
    groups.add(group);
    return groups;
  }
}
