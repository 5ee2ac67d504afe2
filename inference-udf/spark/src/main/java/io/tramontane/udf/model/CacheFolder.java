package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a model cache's folder. Used by one thread of one process of the host at a time, the
 * one that fetches.
 *
 * @param path where it is
 */
record CacheFolder(Path path) {
  private static final String UNFINISHED = ".unfinished-";

  /** A folder of its own for what is not a whole model yet. */
  Path newUnfinished() throws IOException {
    return Files.createDirectory(path.resolve(UNFINISHED + UUID.randomUUID()));
  }

  /** Removes what processes that died left unfinished. */
  void removeUnfinished() throws IOException {
    for (Path folder : folders()) {
      if (isUnfinished(folder)) {
        delete(folder);
      }
    }
  }

  /** Removes a model, which nobody ever sees in part; does nothing if it is not there. */
  void remove(Path model) throws IOException {
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
   * @return the bytes that they take, more than {@code most} if they are in use
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
    for (Path folder : folders()) {
      if (!isUnfinished(folder)) {
        models.add(
            new Model(folder, Files.getLastModifiedTime(folder).toMillis(), bytesOf(folder)));
      }
    }
    models.sort(Comparator.comparingLong(Model::used));
    return models;
  }

  private static boolean isUnfinished(Path folder) {
    return folder.getFileName().toString().startsWith(UNFINISHED);
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  private static long bytesOf(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
