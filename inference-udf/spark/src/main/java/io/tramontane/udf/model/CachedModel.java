package io.tramontane.udf.model;

import io.tramontane.gguf.KnownDigests;
import io.tramontane.gguf.ModelDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One version of a model in the cache: a folder with its files and its digest.
 *
 * <p>The digest was read when the model was fetched. A model whose files do not have it any more is
 * not whole, and is fetched again; as long as nobody changes them, they need not be read to know.
 *
 * <p>The file with the digest is also the mark of a folder of the cache, there from its beginning,
 * and empty at first.
 *
 * @param folder named by the version's key; not there, or whole, or damaged from outside
 */
record CachedModel(Path folder, RemoteModel remote) {
  private static final String DIGEST = ".sha256";
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  /** The version of a model in a cache. */
  static CachedModel in(Path cache, RemoteModel remote) {
    return new CachedModel(cache.resolve(remote.key()), remote);
  }

  /** What processes that use the model hold locks on. */
  Path lockFile() {
    return lockFile(folder);
  }

  static Path lockFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".lock");
  }

  /** Whether a folder is a model of a cache, whole or damaged, and nothing else. */
  static boolean isModel(Path folder) {
    return KEY.matcher(folder.getFileName().toString()).matches()
        && isMarked(folder)
        && Files.isRegularFile(lockFile(folder), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a folder was made by a cache. One that cannot be read was not. */
  static boolean isMarked(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(mark(folder), LinkOption.NOFOLLOW_LINKS);
  }

  /** The file that marks a folder of a cache. */
  static Path mark(Path folder) {
    return folder.resolve(DIGEST);
  }

  /**
   * The model, if every file is there as it was fetched.
   *
   * @param known digests, so that it need not be read
   */
  Optional<LocalModel> whole(KnownDigests known) throws IOException {
    if (!isMarked(folder)) {
      return Optional.empty();
    }
    for (RemoteModel.Part part : remote.parts()) {
      if (!isAsFetched(part)) {
        return Optional.empty();
      }
    }
    List<Path> files = remote.filesIn(folder);
    ModelDigest digest = ModelDigest.of(files, known);
    boolean whole = digest.sha256().equals(Files.readString(mark(folder)).strip());
    return whole ? Optional.of(new LocalModel(files.get(0), digest)) : Optional.empty();
  }

  private boolean isAsFetched(RemoteModel.Part part) throws IOException {
    try {
      BasicFileAttributes file =
          Files.readAttributes(folder.resolve(part.name()), BasicFileAttributes.class);
      return file.isRegularFile()
          && file.size() == part.bytes()
          && file.lastModifiedTime().equals(part.time());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Writes the digest beside the files in a marked folder, which is to become this one. */
  static void writeDigest(Path files, String sha256) throws IOException {
    Files.writeString(mark(files), sha256 + "\n", StandardOpenOption.SYNC);
  }

  /** Notes that the model is used now. */
  void touch() throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
  }
}
