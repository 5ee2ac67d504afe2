package io.tramontane.files;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which file a path names, and in which state: as long as two looks at it are equal, it is the same
 * file and nobody has written to it, as far as the file system tells.
 *
 * <p>The change time is what makes that so. The system sets it whenever content, length, name or
 * attributes change, and no program can set it back, as it can the modification time. It has the
 * resolution of the system's clock tick, some milliseconds; writes through a writable mapping set
 * it when a page is first written to or flushed, and not at each write between.
 *
 * @param file the path
 * @param device the number of the file system that holds it
 * @param inode its number there
 * @param bytes its length
 * @param changed its change time, in nanoseconds since 1970
 */
public record FileIdentity(Path file, long device, long inode, long bytes, long changed) {
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** Looks at a file, in a few microseconds. Links are followed. */
  public static FileIdentity of(Path file) throws IOException {
    if (!UNIX) {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileIdentity(file, 0, 0, found.size(), nanos(found.lastModifiedTime()));
    }
    Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino,size,ctime");
    return new FileIdentity(
        file,
        number(found, "dev"),
        number(found, "ino"),
        number(found, "size"),
        nanos((FileTime) Objects.requireNonNull(found.get("ctime"))));
  }

  private static long number(Map<String, Object> found, String attribute) {
    return (long) Objects.requireNonNull(found.get(attribute));
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /**
   * Looks at the file again.
   *
   * @throws InsufficientResourcesException if the path does not name this file in this state any
   *     more
   */
  public void requireUnchanged() {
    FileIdentity now;
    try {
      now = of(file);
    } catch (NoSuchFileException e) {
      throw changed("it was removed", e);
    } catch (IOException e) {
      throw changed(e.toString(), e);
    }
    if (!equals(now)) {
      throw changed(differenceFrom(now), null);
    }
  }

  private String differenceFrom(FileIdentity now) {
    if (device != now.device || inode != now.inode) {
      return "another file has taken its place";
    }
    if (bytes != now.bytes) {
      return "it had %s bytes and has %s".formatted(bytes, now.bytes);
    }
    return "it was written to, or its name or attributes were changed";
  }

  private InsufficientResourcesException changed(String what, @Nullable IOException cause) {
    return new InsufficientResourcesException(
        "Cannot go on with %s: %s since it was opened. Replace a model between runs only, by renaming another file to its name; then start again."
            .formatted(file, what),
        cause);
  }
}
