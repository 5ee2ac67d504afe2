package io.tramontane.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder that one user alone may write to, perhaps below one that all may, such as {@code /tmp}.
 * What lies in somebody else's folder could be anything.
 */
public final class OwnFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS_READ =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private OwnFolder() {}

  /**
   * Makes sure that this user's folder is there, which nobody else may even look into.
   *
   * @param parent holds it; made if there is none
   * @return the folder
   * @throws IOException if it can't be made, or if what is there is not this user's alone
   */
  public static Path in(Path parent) throws IOException {
    Files.createDirectories(parent.toAbsolutePath());
    return make(parent.resolve("tramontane-" + System.getProperty("user.name")), OWNER_ONLY, "use");
  }

  /**
   * Makes sure that a folder is there that this user alone may write to; others may read it.
   *
   * @param folder made, for this user only, if there is none; may be reached by links
   * @return the folder, by its real path
   * @throws IOException if it can't be made, or if others may write to it or own it
   */
  public static Path at(Path folder) throws IOException {
    if (Files.exists(folder)) {
      Path real = folder.toRealPath();
      requireOwn(real, OTHERS_READ, "write to");
      return real;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return make(folder, OTHERS_READ, "write to").toRealPath();
  }

  private static Path make(Path folder, Set<PosixFilePermission> allowed, String use)
      throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      requireOwn(folder, allowed, use);
    }
    return folder;
  }

  private static void requireOwn(Path folder, Set<PosixFilePermission> allowed, String use)
      throws IOException {
    boolean own =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && allowed.containsAll(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS))
            && isThisUsers(folder);
    if (!own) {
      throw new IOException(
          "%s is no folder that %s alone may %s"
              .formatted(folder, System.getProperty("user.name"), use));
    }
  }

  /** By a file made there: a user without an entry in the password database has no name. */
  private static boolean isThisUsers(Path folder) throws IOException {
    Path made = Files.createTempFile(folder, ".owner-", null);
    try {
      return Files.getOwner(made).equals(Files.getOwner(folder));
    } finally {
      Files.delete(made);
    }
  }
}
