package io.tramontane.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A folder that one user alone may use, below one that all may write to, such as {@code /tmp}. What
 * lies in somebody else's folder could be anything.
 */
public final class OwnFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private OwnFolder() {}

  /**
   * Makes sure that this user's folder is there.
   *
   * @param parent holds it; made if there is none
   * @return the folder
   * @throws IOException if it can't be made, or if what is there is not this user's alone
   */
  public static Path in(Path parent) throws IOException {
    Path folder = parent.resolve("tramontane-" + System.getProperty("user.name"));
    Files.createDirectories(parent.toAbsolutePath());
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      requireOwn(folder);
    }
    return folder;
  }

  private static void requireOwn(Path folder) throws IOException {
    UserPrincipal user =
        folder
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
    boolean own =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
            && OWNER_ONLY.containsAll(
                Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
    if (!own) {
      throw new IOException(folder + " is no folder that " + user.getName() + " alone may use");
    }
  }
}
