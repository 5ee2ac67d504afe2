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
import org.jspecify.annotations.Nullable;

/**
 * Models of URLs on this host's disk, each fetched once for all processes of the host.
 *
 * <pre>
 * FOLDER/
 *   3f9a…/              a whole model of this key: its files, and .sha256, its digest
 *   3f9a….lock          empty; shared by the processes that use that model, see {@link ModelsInUse}
 *   .unfinished-…/      what has been fetched of a model, see {@link UnfinishedModel}; its name
 *                       ends in the key, and it too has a .sha256, which is empty
 *   .unfinished-UUID/   a model being removed
 *   .digest-…           the digest of a file of this host, see {@link KnownDigests}
 *   .lock               empty; held by the process that fetches
 * </pre>
 *
 * <p><b>A model is whole if, and only if, its folder has the key's name</b>: it is fetched under
 * another name, to the disk, its length and digest are checked, and then one rename makes all of
 * its files appear. The key says which version of which URL it is, by length and modification time,
 * and by entity tag where there are some; so another model under the same URL is another model
 * here. Whoever must have a digest is given a whole model of that digest, if there is one, whatever
 * its key, and the URL is not asked.
 *
 * <p>The operating system takes a lock from a process that dies. So whoever has {@code .lock} knows
 * that what lies there unfinished was left behind. It goes on with what is of the version that it
 * fetches, and removes what is of other versions of the same model; unfinished ones of other models
 * stay as long as there is room. Lock files themselves stay: two processes could otherwise hold two
 * files of one name. The folder must lie on a disk of the host, and all who share it must be one
 * user. What else lies there is left alone.
 *
 * <p>A model in the cache has the file name that it has under its URL, and may be used until the
 * process ends. Thread-safe.
 */
final class ModelCache {
  private static final Logger LOG = System.getLogger(ModelCache.class.getName());
  private static final String LOCK = ".lock";

  /** How often a model may change while it is fetched. */
  private static final int MAX_VERSIONS = 3;

  private final Path path;
  private final @Nullable Long maxBytes;
  private final KnownDigests known;
  private final ModelStore store;

  private ModelCache(Path path, @Nullable Long maxBytes, KnownDigests known, ModelStore store) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.known = known;
    this.store = store;
  }

  /**
   * The cache in a folder, which is made if there is none.
   *
   * @param store where models are fetched from
   * @throws InsufficientResourcesException if the folder cannot be made, or others than this user
   *     may write to it
   */
  static ModelCache of(ModelCacheSettings settings, ModelStore store) {
    Path folder = settings.folder();
    try {
      return new ModelCache(
          settings.makeFolder(), settings.maxBytes(), settings.knownDigests(), store);
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
    return found(url, null);
  }

  /**
   * A model of this digest: one that is here already, or the one that a URL names.
   *
   * @throws InvalidInputException as {@link #fetch(String)}, or if it has another digest
   * @throws InsufficientResourcesException as there
   */
  LocalModel fetch(String url, String sha256) {
    return cached(sha256).orElseGet(() -> found(url, sha256));
  }

  /**
   * A model of this digest that is here already, whole.
   *
   * @throws InsufficientResourcesException if the folder cannot be read
   */
  Optional<LocalModel> cached(String sha256) {
    try {
      for (CachedModel model : CachedModel.of(path, sha256)) {
        synchronized (ModelCache.class) {
          ModelsInUse.use(model.lockFile());
          Optional<LocalModel> whole = model.whole(known);
          if (whole.isPresent()) {
            model.touch();
            return whole;
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot look for the model of digest %s in %s: %s. Check the disk."
              .formatted(sha256, path, e),
          e);
    }
  }

  /**
   * Looks whether a URL names a model. Fetches nothing.
   *
   * @throws InvalidInputException if it does not, or the model may not be read
   * @throws InsufficientResourcesException if its place does not answer
   */
  static void check(String url, ModelStore store) {
    try {
      store.find(url);
    } catch (IOException | RuntimeException e) {
      throw FetchFailure.of(url, e);
    }
  }

  private LocalModel found(String url, @Nullable String sha256) {
    try {
      for (int version = 1; true; version++) {
        try {
          LocalModel model = fetched(store.find(url), sha256);
          return sha256 == null ? model : model.verified(url, sha256);
        } catch (ModelChangedException e) {
          if (version == MAX_VERSIONS) {
            throw e;
          }
          LOG.log(
              Level.WARNING, "Fetching model {0} anew: {1}.", Secrets.mask(url), e.getMessage());
        }
      }
    } catch (IOException | RuntimeException e) {
      throw FetchFailure.of(url, path, e);
    }
  }

  private LocalModel fetched(RemoteModel remote, @Nullable String sha256) throws IOException {
    CachedModel cached = CachedModel.in(path, remote);
    // Locks on files belong to the process, so they do not keep its threads apart.
    synchronized (ModelCache.class) {
      ModelsInUse.use(cached.lockFile());
      Optional<LocalModel> whole = whole(cached, remote, sha256);
      LocalModel model = whole.isPresent() ? whole.get() : fetchAlone(cached, remote, sha256);
      cached.touch();
      return model;
    }
  }

  /** Where versions cannot be told apart, one of another digest is an earlier one. */
  private Optional<LocalModel> whole(
      CachedModel cached, RemoteModel remote, @Nullable String sha256) throws IOException {
    return cached
        .whole(known)
        .filter(model -> sha256 == null || remote.isVersioned() || model.sha256().equals(sha256));
  }

  private LocalModel fetchAlone(CachedModel cached, RemoteModel remote, @Nullable String sha256)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      // Another process may have fetched it while this one waited.
      Optional<LocalModel> whole = whole(cached, remote, sha256);
      if (whole.isPresent()) {
        return whole.get();
      }
      CacheFolder folder = new CacheFolder(path);
      folder.removeLeftovers(remote);
      folder.remove(cached.folder());
      Path unfinished = folder.unfinished(remote);
      makeRoom(folder, remote, unfinished);
      CacheFolder.make(unfinished);
      copy(new UnfinishedModel(unfinished, remote), cached, sha256);
      return cached
          .whole(known)
          .orElseThrow(() -> new IOException("it was changed right after it was fetched"));
    }
  }

  private void makeRoom(CacheFolder folder, RemoteModel remote, Path unfinished)
      throws IOException {
    if (maxBytes != null) {
      shrink(folder, remote, unfinished, maxBytes);
    }
    long missing = remote.bytes() - CacheFolder.bytesOf(unfinished);
    if (freeBytes() < missing) {
      folder.removeOtherUnfinished(unfinished);
    }
    long free = freeBytes();
    if (free < missing) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, and the disk of %s has %s left. Free some, or set tramontane.model.cache.path to a larger disk."
              .formatted(remote.url(), remote.bytes(), path, free));
    }
  }

  private long freeBytes() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  private static void shrink(CacheFolder folder, RemoteModel remote, Path unfinished, long max)
      throws IOException {
    long bytes = remote.bytes();
    if (bytes > max) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, and tramontane.model.cache.max-size is %s. Raise it."
              .formatted(remote.url(), bytes, max));
    }
    long others = folder.shrinkTo(max - bytes, unfinished);
    if (others > max - bytes) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: it has %s bytes, models in use have %s, and tramontane.model.cache.max-size is %s. Raise it."
              .formatted(remote.url(), bytes, others, max));
    }
  }

  /** What cannot be gone on with is removed; what broke off stays for the next start. */
  private void copy(UnfinishedModel unfinished, CachedModel cached, @Nullable String sha256)
      throws IOException {
    RemoteModel remote = unfinished.remote();
    LOG.log(
        Level.INFO,
        "Fetching model {0}, {1} bytes, to {2}.",
        Secrets.mask(remote.url()),
        remote.bytes(),
        Secrets.mask(path.toString()));
    try {
      unfinished.fetch(new FetchProgress(remote.url(), remote.bytes(), System::nanoTime));
    } catch (ModelChangedException | DiskFailureException e) {
      CacheFolder.delete(unfinished.folder());
      throw e;
    }
    try {
      String found = ModelDigest.of(remote.filesIn(unfinished.folder()), known).sha256();
      if (sha256 != null) {
        LocalModel.requireDigest(remote.url(), found, sha256);
      }
      CachedModel.writeDigest(unfinished.folder(), found);
      unfinished.removeNotes();
      Files.move(unfinished.folder(), cached.folder(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      CacheFolder.delete(unfinished.folder());
      throw e;
    }
  }
}
