package io.tramontane.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.tramontane.failure.InvalidInputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes package descriptions as JSON Lines. */
final class Catalog {
  private static final ObjectReader READER = new ObjectMapper().readerFor(PackageDescription.class);
  private static final ObjectWriter WRITER = new ObjectMapper().writer();

  private Catalog() {}

  /**
   * Reads a catalog, in the order of its lines.
   *
   * @throws InvalidInputException if there is no such file, or a line is no description
   */
  static List<PackageDescription> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "Cannot read the catalog %s: there is no such file. Make it with scripts/fetch-catalog.sh."
              .formatted(file));
    }
    List<PackageDescription> descriptions = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        descriptions.add(READER.readValue(line));
      } catch (JsonProcessingException e) {
        throw new InvalidInputException(
            "Cannot read line %s of %s: %s. Make the catalog anew with scripts/fetch-catalog.sh."
                .formatted(descriptions.size() + 1, file, e.getOriginalMessage()),
            e);
      }
    }
    return descriptions;
  }

  /** Writes descriptions so that {@link #read} gives them again. */
  static void write(List<PackageDescription> descriptions, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (PackageDescription description : descriptions) {
        out.write(WRITER.writeValueAsString(description));
        out.write('\n');
      }
    }
  }
}
