package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * One version of a model in the cache: a folder with its files and its digest.
 *
 * <p>The digest was read when the model was fetched. It holds as long as every file has the length
 * and the modification time that it was given then; a model of which that is not true is not whole,
 * and is fetched again.
 *
 * @param folder named by the version's key; not there, or whole, or damaged from outside
 */
record CachedModel(Path folder, RemoteModel remote) {
  private static final String DIGEST = ".sha256";

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

  /** Whether every file is there as it was fetched. */
  boolean isWhole() throws IOException {
    if (!Files.exists(folder.resolve(DIGEST))) {
      return false;
    }
    for (RemoteModel.Part part : remote.parts()) {
      if (!isAsFetched(part)) {
        return false;
      }
    }
    return true;
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

  /** The model, if it is whole. */
  LocalModel model() throws IOException {
    return new LocalModel(
        remote.filesIn(folder).get(0), Files.readString(folder.resolve(DIGEST)).strip());
  }

  /** Writes the digest beside the files in a folder, which is to become this one. */
  static void writeDigest(Path files, String sha256) throws IOException {
    Files.writeString(files.resolve(DIGEST), sha256 + "\n", StandardOpenOption.CREATE_NEW);
  }

  /** Notes that the model is used now. */
  void touch() throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
  }
}
