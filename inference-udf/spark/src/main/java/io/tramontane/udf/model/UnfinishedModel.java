package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A version of a model that is being fetched, into a folder of its own. What is there when the
 * process dies is gone on with: a file beside the parts says how many bytes of them, counted from
 * the first part's first, are on the disk. For the one thread that fetches.
 *
 * @param folder marked by the cache
 */
record UnfinishedModel(Path folder, RemoteModel remote) {
  private static final String KEPT = ".kept";

  /**
   * Fetches what is not there yet, to the disk.
   *
   * @param progress is told of each step
   * @throws ModelChangedException if it is not this version any more
   * @throws DiskFailureException if it cannot be written
   * @throws IOException if it cannot be read
   */
  void fetch(FetchProgress progress) throws IOException {
    long before = 0;
    long kept = kept();
    for (RemotePart part : remote.parts()) {
      fetch(part, Math.max(0, kept - before), new PartNotes(before, progress));
      before += part.bytes();
    }
  }

  private void fetch(RemotePart part, long kept, PartNotes notes) throws IOException {
    try (UnfinishedFile file =
        UnfinishedFile.open(folder.resolve(part.name()), Math.min(kept, part.bytes()), notes)) {
      part.copyTo(file);
      long given = file.length();
      if (given != part.bytes()) {
        file.restart();
        throw new IOException(
            "%s gave %s bytes, expected %s".formatted(part.name(), given, part.bytes()));
      }
    }
  }

  /** Takes away what is no part of a whole model. */
  void removeNotes() throws IOException {
    Files.deleteIfExists(folder.resolve(KEPT));
  }

  private long kept() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve(KEPT)).strip());
    } catch (NoSuchFileException | NumberFormatException e) {
      return 0;
    }
  }

  private void keep(long bytes) throws IOException {
    Path next = folder.resolve(KEPT + "-next");
    Files.writeString(
        next,
        bytes + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(next, folder.resolve(KEPT), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The notes of a part, behind so many bytes of others. */
  private final class PartNotes implements UnfinishedFile.Notes {
    private final long before;
    private final FetchProgress progress;

    PartNotes(long before, FetchProgress progress) {
      this.before = before;
      this.progress = progress;
    }

    @Override
    public void reached(long bytes) {
      progress.reached(before + bytes);
    }

    @Override
    public void kept(long bytes) throws IOException {
      keep(before + bytes);
    }
  }
}
