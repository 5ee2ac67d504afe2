package io.tramontane.udf.model;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.gguf.KnownDigests;
import io.tramontane.gguf.ModelDigest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Models of Hadoop file systems on this host's disk, each fetched once for all processes of the
 * host.
 *
 * <pre>
 * FOLDER/
 *   3f9a…/              a whole model of this key: its files, and .sha256, its digest
 *   3f9a….lock          empty; shared by the processes that use that model, see {@link ModelsInUse}
 *   .unfinished-UUID/   a model being fetched or removed; it too has a .sha256
 *   .digest-…           the digest of a file of this host, see {@link KnownDigests}
 *   .lock               empty; held by the process that fetches
 * </pre>
 *
 * <p><b>A model is whole if, and only if, its folder has the key's name</b>: it is fetched under
 * another name, to the disk, its length and digest are checked, and then one rename makes all of
 * its files appear. The key says which version of which URL it is, by length and modification time,
 * and by entity tag where the store has some; so another model under the same URL is another model
 * here.
 *
 * <p>The operating system takes a lock from a process that dies. So whoever has {@code .lock} knows
 * that what lies there unfinished was left behind, and removes it. Lock files themselves stay: two
 * processes could otherwise hold two files of one name. The folder must lie on a disk of the host,
 * and all who share it must be one user. What else lies there is left alone.
 *
 * <p>A model in the cache has the file name that it has under its URL, and may be used until the
 * process ends. Thread-safe.
 */
final class ModelCache {
  private static final Logger LOG = System.getLogger(ModelCache.class.getName());
  private static final String LOCK = ".lock";

  private final Path path;
  private final @Nullable Long maxBytes;
  private final KnownDigests known;
  private final Configuration configuration;

  private ModelCache(
      Path path, @Nullable Long maxBytes, KnownDigests known, Configuration configuration) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.known = known;
    this.configuration = configuration;
  }

  /**
   * The cache in a folder, which is made if there is none.
   *
   * @param configuration of the file systems to fetch from
   * @throws InsufficientResourcesException if the folder cannot be made, or others than this user
   *     may write to it
   */
  static ModelCache of(ModelCacheSettings settings, Configuration configuration) {
    Path folder = settings.folder();
    try {
      return new ModelCache(
          settings.makeFolder(), settings.maxBytes(), settings.knownDigests(), configuration);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot keep models in %s: %s. Set tramontane.model.cache.path to a folder on a large disk that this user owns and nobody else may write to."
              .formatted(folder != null ? folder : System.getProperty("java.io.tmpdir"), e),
          e);
    }
  }

  /**
   * The model that a URL names now. Waits while this or another process fetches.
   *
   * @throws InvalidInputException if there is none, or it may not be read
   * @throws InsufficientResourcesException if it cannot be fetched, or there is no room for it
   */
  LocalModel fetch(String url) {
    return fetched(url, null);
  }

  /**
   * The model that a URL names, which must have this digest.
   *
   * @throws InvalidInputException as {@link #fetch(String)}, or if it has another digest
   * @throws InsufficientResourcesException as there
   */
  LocalModel fetch(String url, String sha256) {
    return fetched(url, sha256);
  }

  private LocalModel fetched(String url, @Nullable String sha256) {
    try {
      RemoteModel remote = RemoteModel.find(url, configuration);
      CachedModel cached = CachedModel.in(path, remote);
      // Locks on files belong to the process, so they do not keep its threads apart.
      synchronized (ModelCache.class) {
        ModelsInUse.use(cached.lockFile());
        Optional<LocalModel> whole = cached.whole(known);
        LocalModel model = whole.isPresent() ? whole.get() : fetchAlone(cached, sha256);
        cached.touch();
        return sha256 == null ? model : model.verified(url, sha256);
      }
    } catch (IOException | RuntimeException e) {
      throw FetchFailure.of(url, path, e);
    }
  }

  private LocalModel fetchAlone(CachedModel cached, @Nullable String sha256) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      // Another process may have fetched it while this one waited.
      Optional<LocalModel> whole = cached.whole(known);
      if (whole.isPresent()) {
        return whole.get();
      }
      CacheFolder folder = new CacheFolder(path);
      folder.removeUnfinished();
      folder.remove(cached.folder());
      if (maxBytes != null) {
        makeRoom(folder, cached.remote(), maxBytes);
      }
      requireDiskSpace(cached.remote());
      copy(folder, cached, sha256);
      return cached
          .whole(known)
          .orElseThrow(() -> new IOException("it was changed right after it was fetched"));
    }
  }

  private static void makeRoom(CacheFolder folder, RemoteModel remote, long max)
      throws IOException {
    long bytes = remote.bytes();
    if (bytes > max) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, and tramontane.model.cache.max-size is %s. Raise it."
              .formatted(remote.url(), bytes, max));
    }
    long others = folder.shrinkTo(max - bytes);
    if (others > max - bytes) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, models in use have %s, and tramontane.model.cache.max-size is %s. Raise it."
              .formatted(remote.url(), bytes, others, max));
    }
  }

  private void requireDiskSpace(RemoteModel remote) throws IOException {
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < remote.bytes()) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, and the disk of %s has %s left. Free some, or set tramontane.model.cache.path to a larger disk."
              .formatted(remote.url(), remote.bytes(), path, free));
    }
  }

  private void copy(CacheFolder folder, CachedModel cached, @Nullable String sha256)
      throws IOException {
    RemoteModel remote = cached.remote();
    LOG.log(
        Level.INFO,
        "Fetching model {0}, {1} bytes, to {2}.",
        Secrets.mask(remote.url()),
        remote.bytes(),
        Secrets.mask(path.toString()));
    Path unfinished = folder.newUnfinished();
    try {
      remote.copyTo(unfinished, configuration);
      String found = ModelDigest.of(remote.filesIn(unfinished), known).sha256();
      if (sha256 != null) {
        LocalModel.requireDigest(remote.url(), found, sha256);
      }
      CachedModel.writeDigest(unfinished, found);
      Files.move(unfinished, cached.folder(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      CacheFolder.delete(unfinished);
      throw e;
    }
  }
}
