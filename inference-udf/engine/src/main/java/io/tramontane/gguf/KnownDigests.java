package io.tramontane.gguf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tramontane.files.FileIdentity;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Digests that this host has computed before, so that a file of many gigabytes is read for its
 * digest once, and not at every start of a JVM. A digest holds for a file of the same {@link
 * FileIdentity}, and is kept in a small file of its own. Thread-safe, and safe beside other
 * processes: the first digests, the others wait for it.
 */
public final class KnownDigests {
  private static final Logger LOG = System.getLogger(KnownDigests.class.getName());
  private static final KnownDigests NONE = new KnownDigests(null);
  private static final int SHA256_CHARACTERS = 64;
  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final @Nullable Path folder;

  private KnownDigests(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Reads a file for its digest. */
  @FunctionalInterface
  interface Reading {
    String sha256() throws IOException;
  }

  /** Knows nothing, and learns nothing. */
  public static KnownDigests none() {
    return NONE;
  }

  /**
   * What is known in a folder.
   *
   * @param folder one that this user alone may write to, or others could have written what is known
   */
  public static KnownDigests in(Path folder) {
    return new KnownDigests(folder);
  }

  /**
   * The digest of a file.
   *
   * @param reading reads it where it is not known; fails if the file is no more this one at the end
   */
  String sha256(FileIdentity file, Reading reading) throws IOException {
    if (folder == null) {
      return reading.sha256();
    }
    // Locks on files belong to the process, so they do not keep its threads apart.
    synchronized (KnownDigests.class) {
      FileChannel entry;
      try {
        entry = lockedEntry(folder, file);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Cannot look up the digest of {0}: {1}.", file.file(), e);
        return reading.sha256();
      }
      try (entry) {
        String known = known(entry, file);
        return known != null ? known : learned(entry, file, reading.sha256());
      }
    }
  }

  /** One for each file of the host, whatever its path: what it is of stands in it. */
  private static FileChannel lockedEntry(Path folder, FileIdentity file) throws IOException {
    String name =
        ".digest-" + Long.toHexString(file.device()) + "-" + Long.toHexString(file.inode());
    FileChannel entry = FileChannel.open(folder.resolve(name), OPTIONS, OWNER_ONLY);
    try {
      entry.lock();
      return entry;
    } catch (IOException e) {
      entry.close();
      throw e;
    }
  }

  private static String state(FileIdentity file) {
    return file.bytes() + " " + file.changed() + " ";
  }

  private static @Nullable String known(FileChannel entry, FileIdentity file) throws IOException {
    String state = state(file);
    ByteBuffer bytes = ByteBuffer.allocate(state.length() + SHA256_CHARACTERS);
    int read = entry.read(bytes, 0);
    String text = US_ASCII.decode(bytes.flip()).toString();
    return read == bytes.capacity() && text.startsWith(state)
        ? text.substring(state.length())
        : null;
  }

  private static String learned(FileChannel entry, FileIdentity file, String sha256) {
    try {
      entry.truncate(0);
      entry.write(US_ASCII.encode(state(file) + sha256), 0);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Cannot remember the digest of {0}: {1}.", file.file(), e);
    }
    return sha256;
  }
}
