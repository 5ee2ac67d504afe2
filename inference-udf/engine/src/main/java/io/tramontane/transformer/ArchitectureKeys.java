package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.MetadataValue.ArrayValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file's metadata keys under its architecture's name. Notes which were read, and what is wrong
 * with their values, so that one message can tell all.
 *
 * <p>Getters throw {@link InvalidInputException} as those of {@link GgufMetadata} do. For one
 * thread.
 */
final class ArchitectureKeys {
  private final Architecture architecture;
  private final GgufFile file;
  private final GgufMetadata metadata;
  private final Set<String> read = new HashSet<>();
  private final List<String> misfits = new ArrayList<>();

  ArchitectureKeys(Architecture architecture, GgufFile file) {
    this.architecture = architecture;
    this.file = file;
    this.metadata = file.metadata();
  }

  int integer(String ownPart) {
    return metadata.integer(key(ownPart));
  }

  int integer(String ownPart, int absent) {
    return metadata.integer(key(ownPart), absent);
  }

  /** A number that is the same in all layers: one, or an array of equal ones, one a layer. */
  int ofAllLayers(String ownPart, int absent) {
    if (!(metadata.values().get(key(ownPart)) instanceof ArrayValue)) {
      return integer(ownPart, absent);
    }
    int[] each = metadata.integers(key(ownPart));
    if (Arrays.stream(each).distinct().count() != 1) {
      misfit(ownPart, Arrays.toString(each), "the same number in all layers, none of them 0");
      return absent;
    }
    return each[0];
  }

  float floatValue(String ownPart) {
    return metadata.floatValue(key(ownPart));
  }

  float floatValue(String ownPart, float absent) {
    return metadata.floatValue(key(ownPart), absent);
  }

  boolean booleanValue(String ownPart, boolean absent) {
    return metadata.booleanValue(key(ownPart), absent);
  }

  String string(String ownPart, String absent) {
    return metadata.string(key(ownPart), absent);
  }

  /** A text that describes the model, empty where there is none. */
  String general(String ownPart) {
    return metadata.string("general." + ownPart, "");
  }

  private String key(String ownPart) {
    read.add(ownPart);
    return architecture.key(ownPart);
  }

  void requirePositive(String ownPart, int value) {
    if (value < 1) {
      misfit(ownPart, value, "at least 1");
    }
  }

  void requirePositive(String ownPart, float value) {
    if (!(value > 0 && Float.isFinite(value))) {
      misfit(ownPart, value, "a positive number");
    }
  }

  void requireFrom0(String ownPart, int value) {
    if (value < 0) {
      misfit(ownPart, value, "at least 0");
    }
  }

  void requireFrom0(String ownPart, float value) {
    if (!(value >= 0 && Float.isFinite(value))) {
      misfit(ownPart, value, "at least 0");
    }
  }

  /** Notes that a key has a value that it must not have. */
  void misfit(String ownPart, Object found, String expected) {
    misfit("%s is %s, expected %s".formatted(architecture.key(ownPart), found, expected));
  }

  /** Notes what is wrong with several values together. */
  void misfit(String misfit) {
    misfits.add(misfit);
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException if something is wrong with a value, or if nobody read a key that
   *     shapes what the model computes: it would then compute something else than we do
   */
  void requireUnderstood() {
    if (!misfits.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use model %s: %s. Use another file of the model."
              .formatted(file.paths().get(0), String.join("; ", misfits)));
    }
    List<String> unread =
        metadata.values().entrySet().stream()
            .filter(entry -> isUnread(entry.getKey(), entry.getValue()))
            .map(entry -> entry.getKey() + " = " + entry.getValue())
            .sorted()
            .toList();
    if (!unread.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use model %s: its architecture %s has no use for metadata %s. Use a model without it."
              .formatted(file.paths().get(0), architecture.name(), unread));
    }
  }

  private boolean isUnread(String key, MetadataValue value) {
    String prefix = architecture.key("");
    if (!key.startsWith(prefix)) {
      return false;
    }
    String ownPart = key.substring(prefix.length());
    return !read.contains(ownPart) && MeaningfulKeys.isMeaningful(ownPart, value);
  }
}
