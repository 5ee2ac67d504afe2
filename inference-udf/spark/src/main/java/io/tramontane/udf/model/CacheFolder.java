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
  private static final Pattern UNFINISHED_NAME =
      Pattern.compile("\\.unfinished-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /** A folder of its own for what is not a whole model yet. */
  Path newUnfinished() throws IOException {
    Path folder = Files.createDirectory(path.resolve(UNFINISHED + UUID.randomUUID()));
    Files.createFile(CachedModel.mark(folder));
    return folder;
  }

  /** Removes what processes that died left unfinished. */
  void removeUnfinished() throws IOException {
    for (Path folder : folders(CacheFolder::isUnfinished)) {
      delete(folder);
    }
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
   * Removes models that nobody uses, those not used for the longest time first.
   *
   * @param max the bytes that the models left may take
   * @return the bytes that they take, more than {@code max} if they are in use
   */
  long shrinkTo(long max) throws IOException {
    List<Model> models = models();
    long total = models.stream().mapToLong(Model::bytes).sum();
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
    return UNFINISHED_NAME.matcher(folder.getFileName().toString()).matches()
        && CachedModel.isMarked(folder);
  }

  private List<Path> folders(Predicate<Path> ours) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(ours).toList();
    }
  }

  /** Of all files in it, at any depth. */
  private static long bytesOf(Path folder) throws IOException {
    AtomicLong bytes = new AtomicLong();
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
