package io.tramontane.udf.model;

import io.tramontane.failure.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A model at a URL as it was when it was looked at.
 *
 * @param url as the user gave it
 * @param parts its one file, or all files of a split model in order
 */
record RemoteModel(String url, List<RemotePart> parts) {
  private static final int PLACE_CHARACTERS = 16;

  RemoteModel {
    parts = List.copyOf(parts);
  }

  /** The length of all parts together. */
  long bytes() {
    return parts.stream().mapToLong(RemotePart::bytes).sum();
  }

  /** The files of all parts in a folder that they are copied to, in order. */
  List<Path> filesIn(Path folder) {
    return parts.stream().map(part -> folder.resolve(part.name())).toList();
  }

  /** Whether a model that has taken this one's place has another {@link #key}. */
  boolean isVersioned() {
    return parts.stream().allMatch(RemotePart::isVersioned);
  }

  /** Names this version of the model: any other has another key. In letters and digits. */
  String key() {
    StringBuilder versions = new StringBuilder();
    parts.forEach(part -> versions.append(part.version()).append('\n'));
    return sha256(versions.toString());
  }

  /**
   * Names all versions of the model; whatever may differ each time that it is asked for, such as a
   * signature, does not matter. In letters and digits.
   */
  String place() {
    return sha256(Secrets.mask(url)).substring(0, PLACE_CHARACTERS);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
