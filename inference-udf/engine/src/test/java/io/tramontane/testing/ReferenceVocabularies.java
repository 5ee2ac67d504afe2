package io.tramontane.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Vocabularies of published models, and what other implementations make of texts and conversations
 * with them.
 *
 * @param folder where they are
 */
public record ReferenceVocabularies(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those of {@code -Dtokenizers.dir}; skips the test where it is not given. */
  public static ReferenceVocabularies given() {
    String folder = System.getProperty("tokenizers.dir", "");
    assumeFalse(folder.isEmpty(), "The reference results are not there: give -Dtokenizers.dir.");
    return new ReferenceVocabularies(Path.of(folder));
  }

  /** What a file of JSON lines holds. */
  public List<JsonNode> lines(String name) throws IOException {
    try (MappingIterator<JsonNode> values =
        JSON.readerFor(JsonNode.class).readValues(folder.resolve(name).toFile())) {
      return values.readAll();
    }
  }

  /** The numbers of an array. */
  public static int[] ids(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  /** What the file of a vocabulary says. */
  public GgufMetadata metadata(String vocabulary) throws IOException {
    if (vocabulary.equals("mistral-v1-spm")) {
      return read(folder.resolveSibling("parity").resolve("mixtral-vocab.gguf"));
    }
    Path file = folder.resolve("vocab").resolve(vocabulary + ".gguf");
    return Files.exists(file) ? read(file) : unpacked(Path.of(file + ".gz"));
  }

  private static GgufMetadata unpacked(Path packed) throws IOException {
    Path file = Files.createTempFile("vocabulary", ".gguf");
    try (InputStream stream = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
      return read(file);
    } finally {
      Files.delete(file);
    }
  }

  private static GgufMetadata read(Path file) {
    try (GgufFile opened = GgufFile.open(file)) {
      return opened.metadata();
    }
  }
}
