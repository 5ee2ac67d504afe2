package io.tramontane.tensor.jni;

import io.tramontane.files.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A library's file in a folder of this user's alone, named by its content: so processes that start
 * at once share it, and no other version is ever taken for it. A file whose content is not what its
 * name says, such as one cut short by a full disk, is replaced.
 */
final class LibraryFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private LibraryFile() {}

  /**
   * Makes sure that the file is there.
   *
   * @param parent holds the user's folder, which is made if there is none; may be writable by all
   * @return the file
   * @throws IOException if it can't be written, or if the folder is not this user's alone
   */
  static Path in(Path parent, byte[] content) throws IOException {
    Path folder = OwnFolder.in(parent);
    String digest = HexFormat.of().formatHex(sha256(content));
    Path file = folder.resolve("libtramontane-" + digest + ".so");
    if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      replace(folder, file, content);
    }
    return file;
  }

  /** By a rename, so that nobody ever sees a part of it. */
  private static void replace(Path folder, Path file, byte[] content) throws IOException {
    Path part = Files.createTempFile(folder, "part-", ".so");
    try {
      Files.write(part, content);
      Files.setPosixFilePermissions(part, OWNER_ONLY);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
