package io.tramontane.udf.model;

import io.tramontane.gguf.KnownDigests;
import io.tramontane.gguf.ModelDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
 * @param files of the model, in order
 */
record CachedModel(Path folder, List<Path> files) {
  private static final String DIGEST = ".sha256";
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  /** The version of a model in a cache. */
  static CachedModel in(Path cache, RemoteModel remote) {
    Path folder = cache.resolve(remote.key());
    return new CachedModel(folder, remote.filesIn(folder));
  }

  /** The models in a cache that were fetched with this digest; some may not be whole any more. */
  static List<CachedModel> of(Path cache, String sha256) throws IOException {
    List<CachedModel> models = new ArrayList<>();
    for (Path folder : list(cache)) {
      if (isModel(folder) && fetchedDigest(folder).equals(sha256)) {
        // Those of a split model are in order by their names.
        List<Path> files =
            list(folder).stream().filter(file -> !file.equals(mark(folder))).sorted().toList();
        models.add(new CachedModel(folder, files));
      }
    }
    return models;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (NoSuchFileException e) {
      // Removed since it was listed itself.
      return List.of();
    }
  }

  private static String fetchedDigest(Path folder) throws IOException {
    try {
      return Files.readString(mark(folder)).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
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
    if (!isMarked(folder) || files.isEmpty() || !files.stream().allMatch(Files::isRegularFile)) {
      return Optional.empty();
    }
    ModelDigest digest = ModelDigest.of(files, known);
    boolean whole = digest.sha256().equals(fetchedDigest(folder));
    return whole ? Optional.of(new LocalModel(files.get(0), digest)) : Optional.empty();
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
