package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a model cache's folder. Only what the cache has made, by name and mark, is ever
 * counted or removed: the folder that is configured may hold other things. Used by one thread of
 * one process of the host at a time, the one that fetches.
 *
 * @param path where it is
 */
record CacheFolder(Path path) {
  private static final String UNFINISHED = ".unfinished-";

  /** What is being removed; and, from earlier releases, what was being fetched. */
  private static final Pattern REMOVED =
      Pattern.compile("\\.unfinished-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final Pattern FETCHED = Pattern.compile("\\.unfinished-[0-9a-f]{16}-[0-9a-f]{64}");

  /** The folder of what has been fetched of a version of a model, which may not be there yet. */
  Path unfinished(RemoteModel remote) {
    return path.resolve(unfinishedOf(remote) + remote.key());
  }

  /**
   * Makes a folder for what is fetched, if there is none.
   *
   * @throws IOException if that fails, or if what has its name was not made by a cache
   */
  static void make(Path unfinished) throws IOException {
    Files.createDirectories(unfinished);
    if (!CachedModel.isMarked(unfinished)) {
      requireEmpty(unfinished);
      Files.createFile(CachedModel.mark(unfinished));
    }
  }

  /** A process may have died before it marked the folder. */
  private static void requireEmpty(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      if (all.findAny().isPresent()) {
        throw new IOException(folder + " is in the way, and nothing that a cache has made");
      }
    }
  }

  private static String unfinishedOf(RemoteModel remote) {
    return UNFINISHED + remote.place() + "-";
  }

  /**
   * Removes what processes that died left behind and nobody goes on with: models that were being
   * removed, and unfinished ones of other versions than this.
   */
  void removeLeftovers(RemoteModel remote) throws IOException {
    String ofAnyVersion = unfinishedOf(remote);
    for (Path folder : folders(CacheFolder::isUnfinished)) {
      String name = folder.getFileName().toString();
      if (REMOVED.matcher(name).matches()
          || (name.startsWith(ofAnyVersion) && !folder.equals(unfinished(remote)))) {
        delete(folder);
      }
    }
  }

  /** Removes all unfinished models but this one. */
  void removeOtherUnfinished(Path unfinished) throws IOException {
    for (Path other : otherUnfinished(unfinished)) {
      delete(other);
    }
  }

  private List<Path> otherUnfinished(Path unfinished) throws IOException {
    return folders(folder -> isUnfinished(folder) && !folder.equals(unfinished));
  }

  /**
   * Removes a model, which nobody ever sees in part; does nothing if it is not there.
   *
   * @throws IOException if that fails, or if what has its name is no model of the cache
   */
  void remove(Path model) throws IOException {
    if (Files.exists(model, LinkOption.NOFOLLOW_LINKS) && !CachedModel.isModel(model)) {
      throw new IOException(model + " is in the way, and nothing that a cache has made");
    }
    Path unfinished = path.resolve(UNFINISHED + UUID.randomUUID());
    try {
      Files.move(model, unfinished, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    delete(unfinished);
  }

  /**
   * Removes unfinished models, and then models that nobody uses, those not used for the longest
   * time first.
   *
   * @param max the bytes that what is left may take
   * @param unfinished is neither counted nor removed
   * @return the bytes that the models left take, more than {@code max} if they are in use
   */
  long shrinkTo(long max, Path unfinished) throws IOException {
    List<Model> models = models();
    long total = models.stream().mapToLong(Model::bytes).sum();
    for (Path other : otherUnfinished(unfinished)) {
      long bytes = bytesOf(other);
      if (total + bytes > max) {
        delete(other);
      } else {
        total += bytes;
      }
    }
    for (Model model : models) {
      if (total > max
          && ModelsInUse.removeUnused(
              CachedModel.lockFile(model.folder), () -> remove(model.folder))) {
        total -= model.bytes;
      }
    }
    return total;
  }

  private record Model(Path folder, long used, long bytes) {}

  /** The models, by when they were last used. */
  private List<Model> models() throws IOException {
    List<Model> models = new ArrayList<>();
    for (Path folder : folders(CachedModel::isModel)) {
      models.add(new Model(folder, Files.getLastModifiedTime(folder).toMillis(), bytesOf(folder)));
    }
    models.sort(Comparator.comparingLong(Model::used));
    return models;
  }

  private static boolean isUnfinished(Path folder) {
    String name = folder.getFileName().toString();
    return (REMOVED.matcher(name).matches() || FETCHED.matcher(name).matches())
        && CachedModel.isMarked(folder);
  }

  private List<Path> folders(Predicate<Path> ours) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(ours).toList();
    }
  }

  /** Of all files in it, at any depth; 0 if it is not there. */
  static long bytesOf(Path folder) throws IOException {
    AtomicLong bytes = new AtomicLong();
    if (!Files.exists(folder)) {
      return 0;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes.get();
  }

  /** Deletes a folder with all that is in it, its mark last: it may take a next time to finish. */
  static void delete(Path folder) throws IOException {
    Path mark = CachedModel.mark(folder);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(mark)) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (each.equals(folder)) {
              Files.deleteIfExists(mark);
            }
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
