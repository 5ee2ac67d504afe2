package io.tramontane.gguf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a model by its content, so that a result can say for ever which weights made it.
 *
 * <p>The digest of a single file is its plain SHA-256, in lowercase hexadecimal, as {@code
 * sha256sum} prints it. The digest of a split model is the SHA-256 of one line per part, in order:
 * that part's digest and a newline. A shell gives the same with
 *
 * <pre>{@code
 * sha256sum model-*-of-00003.gguf | cut -c 1-64 | sha256sum
 * }</pre>
 */
public final class ModelDigest {
  private static final int BUFFER_BYTES = 1 << 20;

  private ModelDigest() {}

  /**
   * Reads all files once and digests them.
   *
   * @param parts as {@link GgufFile#paths()} gives them, at least one
   * @return 64 characters
   * @throws InvalidInputException if a file is missing or unreadable
   * @throws InsufficientResourcesException if reading fails
   */
  public static String sha256(List<Path> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Cannot digest a model: it has no files.");
    }
    if (parts.size() == 1) {
      return sha256(parts.get(0));
    }
    MessageDigest digest = sha256();
    for (Path part : parts) {
      digest.update((sha256(part) + "\n").getBytes(US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(Path file) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new InvalidInputException(
          "Cannot digest " + file + ": it is missing or not readable. Check path and access.", e);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot digest " + file + ": " + e + ". Check its disk and try again.", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: every JDK must have SHA-256.", e);
    }
  }
}
