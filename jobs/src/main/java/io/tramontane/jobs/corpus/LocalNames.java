package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Finds files of this machine that Hadoop cannot open, or would pass over in silence: it leaves out
 * of a list every file whose name Java cannot express in the locale's encoding, and every link that
 * leads nowhere; a folder that links to one around it is listed for ever, and a pipe waited for.
 */
final class LocalNames extends SimpleFileVisitor<Path> {
  private final Path root;
  private final Predicate<String> isHidden;

  private LocalNames(Path root, Predicate<String> isHidden) {
    this.root = root;
    this.isHidden = isHidden;
  }

  /**
   * Looks at all that lies below a path; nothing to do where the path is on another file system.
   *
   * @param isHidden by a path below the root: whether it is not looked at
   * @throws IOException that names the first such file
   */
  static void validate(FileSystem files, FileStatus root, Predicate<String> isHidden)
      throws IOException {
    if (files.getScheme().equals("file")) {
      Path path = Path.of(root.getPath().toUri().getPath());
      Files.walkFileTree(
          path,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new LocalNames(path, isHidden));
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
      throws IOException {
    if (isLeftOut(folder)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    requireExpressible(folder);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (isLeftOut(file)) {
      return FileVisitResult.CONTINUE;
    }
    requireExpressible(file);
    if (attributes.isSymbolicLink()) {
      throw new IOException("%s is a link that leads nowhere; remove it".formatted(file));
    }
    if (!attributes.isRegularFile()) {
      throw new IOException("%s is neither a file nor a folder; remove it".formatted(file));
    }
    if (String.valueOf(file.getFileName()).indexOf(':') >= 0) {
      throw new IOException(
          "%s has a colon in its name, and Hadoop cannot open it; rename it".formatted(file));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (isLeftOut(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (failure instanceof FileSystemLoopException) {
      throw new IOException(
          "%s is a link to a folder that it lies in; remove it".formatted(file), failure);
    }
    throw new IOException("%s cannot be read; allow it".formatted(file), failure);
  }

  private boolean isLeftOut(Path path) {
    return !path.equals(root) && isHidden.test(root.relativize(path).toString());
  }

  private static void requireExpressible(Path path) throws IOException {
    if (!isExpressible(path)) {
      throw new IOException(
          "the name of %s is not valid in %s, the encoding of this locale; rename it, or start with LC_ALL=C.UTF-8"
              .formatted(path, System.getProperty("sun.jnu.encoding")));
    }
  }

  private static boolean isExpressible(Path path) {
    try {
      return Path.of(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
