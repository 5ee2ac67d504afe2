package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model is spread over files, by the keys that llama.cpp's <a
 * href="https://github.com/ggml-org/llama.cpp/tree/master/tools/gguf-split">gguf-split</a> writes
 * into each part: {@code split.no} (from 0), {@code split.count}, {@code split.tensors.count} (of
 * all parts). Its merge leaves a {@code split.count} of 0 behind, which means a single file.
 *
 * @param first the first part
 * @param tensors of all parts together
 */
record Split(Path first, SplitName name, int tensors) {
  private static final String NUMBER = "split.no";
  private static final String COUNT = "split.count";
  private static final String TENSORS = "split.tensors.count";

  /**
   * What the first part says, or nothing for a model in a single file.
   *
   * @throws InvalidInputException if this part is not the first
   */
  static Optional<Split> of(GgufPart part) {
    GgufMetadata metadata = part.header().metadata();
    int count = metadata.integer(COUNT, 1);
    if (count <= 1) {
      return Optional.empty();
    }
    SplitName name =
        SplitName.of(part.file())
            .filter(found -> found.count() == count)
            .orElseThrow(() -> misnamed(part.file(), metadata.integer(NUMBER), count));
    int number = metadata.integer(NUMBER);
    if (number != 0) {
      throw wrong(
          part.file(),
          "it is part " + (number + 1L) + " of " + count,
          "Open the first part, " + name.file(1));
    }
    if (name.part() != 1) {
      throw misnamed(part.file(), number, count);
    }
    return Optional.of(new Split(part.file(), name, metadata.integer(TENSORS)));
  }

  /** Opens the second and later parts, checks that they belong here, and adds them. */
  void addOthers(List<GgufPart> parts, int segmentBytes) {
    for (int number = 2; number <= name.count(); number++) {
      Path file = name.file(number);
      if (!Files.exists(file)) {
        throw wrong(
            first,
            "part %s of %s is missing, expected %s".formatted(number, name.count(), file),
            "Put all parts into one folder");
      }
      GgufPart part = GgufPart.open(file, segmentBytes);
      parts.add(part);
      requireValue(part, NUMBER, number - 1);
      requireValue(part, COUNT, name.count());
      requireValue(part, TENSORS, tensors);
    }
  }

  void requireTensorCount(int found) {
    if (found != tensors) {
      throw wrong(
          first,
          "its %s parts hold %s tensors, expected %s by %s"
              .formatted(name.count(), found, tensors, TENSORS),
          "Fetch or split the model again");
    }
  }

  private static void requireValue(GgufPart part, String key, int expected) {
    int found = part.header().metadata().integer(key);
    if (found != expected) {
      throw wrong(
          part.file(),
          "its " + key + " is " + found + ", expected " + expected,
          "Use parts of one split only, under the names that gguf-split gave them");
    }
  }

  private static InvalidInputException misnamed(Path file, int number, int count) {
    return wrong(
        file,
        String.format(
            Locale.ROOT,
            "it is part %2$s of %1$s, expected a name that ends with -%2$05d-of-%1$05d.gguf",
            count,
            number + 1L),
        "Give each part the name that gguf-split gave it");
  }

  private static InvalidInputException wrong(Path file, String cause, String remedy) {
    return new InvalidInputException("Cannot open " + file + ": " + cause + ". " + remedy + ".");
  }
}
