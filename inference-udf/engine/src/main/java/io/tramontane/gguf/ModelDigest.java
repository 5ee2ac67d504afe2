package io.tramontane.gguf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.files.FileIdentity;
import io.tramontane.files.OpenedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

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
 *
 * @param sha256 64 characters
 * @param files what was digested: whoever opens these, unchanged, has what the digest names
 */
public record ModelDigest(String sha256, List<FileIdentity> files) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Longer than the tick of any system's clock. */
  private static final Duration CLOCK_TICK = Duration.ofMillis(20);

  public ModelDigest {
    files = List.copyOf(files);
  }

  /**
   * Reads all files once and digests them.
   *
   * @param parts as {@link GgufFile#paths()} gives them, at least one
   * @return 64 characters
   * @throws InvalidInputException if a file is missing or unreadable
   * @throws InsufficientResourcesException if reading fails, or a file is changed meanwhile
   */
  public static String sha256(List<Path> parts) {
    return of(parts, KnownDigests.none()).sha256();
  }

  /**
   * As {@link #sha256(List)}, but reads no file whose digest is known.
   *
   * @param known is asked, and learns
   */
  public static ModelDigest of(List<Path> parts, KnownDigests known) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Cannot digest a model: it has no files.");
    }
    List<ModelDigest> digests = new ArrayList<>();
    for (Path part : parts) {
      digests.add(ofFile(part, known));
    }
    return digests.size() == 1 ? digests.get(0) : joined(digests);
  }

  private static ModelDigest joined(List<ModelDigest> parts) {
    MessageDigest digest = newDigest();
    List<FileIdentity> files = new ArrayList<>();
    for (ModelDigest part : parts) {
      digest.update((part.sha256 + "\n").getBytes(US_ASCII));
      files.addAll(part.files);
    }
    return new ModelDigest(HexFormat.of().formatHex(digest.digest()), files);
  }

  private static ModelDigest ofFile(Path file, KnownDigests known) {
    try (OpenedFile opened = OpenedFile.open(file)) {
      FileIdentity identity = opened.identity();
      return new ModelDigest(known.sha256(identity, () -> read(opened)), List.of(identity));
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new InvalidInputException(
          "Cannot digest " + file + ": it is missing or not readable. Check path and access.", e);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot digest " + file + ": " + e + ". Check its disk and try again.", e);
    }
  }

  private static String read(OpenedFile file) throws IOException {
    awaitNextTick(file.identity());
    MessageDigest digest = newDigest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (file.channel().read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    file.identity().requireUnchanged();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A file written to twice within a tick of the clock looks the same before and after. */
  private static void awaitNextTick(FileIdentity file) {
    Instant changed = Instant.EPOCH.plusNanos(file.changed());
    if (Instant.now().minus(CLOCK_TICK).isBefore(changed)) {
      LockSupport.parkNanos(CLOCK_TICK.toNanos());
    }
  }

  /**
   * Refuses files that are not those digested.
   *
   * @param opened as {@link GgufFile#files()} gives them
   * @throws InsufficientResourcesException if one of them was replaced or changed meanwhile
   */
  public void requireOpened(List<FileIdentity> opened) {
    for (FileIdentity file : opened) {
      if (!files.contains(file)) {
        throw new InsufficientResourcesException(
            "Cannot use model %s: it was changed or replaced between being digested and being opened. Start again."
                .formatted(file.file()));
      }
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: every JDK must have SHA-256.", e);
    }
  }
}
