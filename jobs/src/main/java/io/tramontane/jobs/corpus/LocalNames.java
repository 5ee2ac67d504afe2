package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Finds files of this machine that Hadoop cannot open, or would pass over in silence: it leaves out
 * of a list every file whose name Java cannot express in the locale's encoding, and every link that
 * leads nowhere.
 */
final class LocalNames {
  private LocalNames() {}

  /**
   * Looks at all that lies below a path; nothing to do where the path is on another file system.
   *
   * @throws IOException that names the first such file
   */
  static void validate(FileSystem files, FileStatus root) throws IOException {
    if (!files.getScheme().equals("file")) {
      return;
    }
    try (Stream<Path> found =
        Files.walk(Path.of(root.getPath().toUri().getPath()), FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : (Iterable<Path>) found::iterator) {
        validate(path);
      }
    }
  }

  private static void validate(Path path) throws IOException {
    if (!isExpressible(path)) {
      throw new IOException(
          "the name of %s is not valid in %s, the encoding of this locale; rename it, or start with LC_ALL=C.UTF-8"
              .formatted(path, System.getProperty("sun.jnu.encoding")));
    }
    if (path.getFileName().toString().indexOf(':') >= 0 && Files.isRegularFile(path)) {
      throw new IOException(
          "%s has a colon in its name, and Hadoop cannot open it; rename it".formatted(path));
    }
    if (Files.notExists(path)) {
      throw new IOException("%s is a link that leads nowhere; remove it".formatted(path));
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
