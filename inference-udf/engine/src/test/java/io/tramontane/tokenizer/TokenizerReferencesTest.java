package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with ids on which the makers' own library and a further implementation agree. */
class TokenizerReferencesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path references;
  @TempDir private static Path unpacked = Path.of("");

  @BeforeAll
  static void findReferences() {
    String folder = System.getProperty("tokenizers.dir", "");
    assumeFalse(folder.isEmpty(), "The reference results are not there: give -Dtokenizers.dir.");
    references = Path.of(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mistral-v1-spm",
        "mistral-v2-spm",
        "mistral-v3-spm",
        "mistral-v7-spm",
        "mistral-tekken",
        "llama3-bpe",
        "qwen3-bpe",
        "gpt-oss-o200k",
        "gpt-2",
        "starcoder-smollm",
      })
  void givesTheReferenceIds(String vocabulary) throws IOException {
    Tokenizer tokenizer = Tokenizer.from(metadata(vocabulary));
    int compared = 0;
    for (JsonNode line : lines("tokens.jsonl")) {
      if (line.get("vocab").asText().equals(vocabulary)) {
        assertIds(tokenizer, line.get("text").asText(), line.get("ids"));
        compared++;
      }
    }
    for (JsonNode line : lines("fuzz.jsonl")) {
      if (line.get("ids").has(vocabulary)) {
        assertIds(tokenizer, line.get("text").asText(), line.get("ids").get(vocabulary));
        compared++;
      }
    }
    for (JsonNode line : lines("surrogates.jsonl")) {
      if (line.get("vocab").asText().equals(vocabulary)) {
        int[] units = ids(line.get("utf16"));
        StringBuilder text = new StringBuilder();
        IntStream.of(units).forEach(unit -> text.append((char) unit));
        assertIds(tokenizer, text.toString(), line.get("ids"));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  @Test
  void givesTheReferenceIdsWithoutASpaceInFront() throws IOException {
    GgufMetadata metadata = metadata("mistral-v3-spm");
    Vocabulary vocabulary =
        new Vocabulary(
            metadata.strings("tokenizer.ggml.tokens"),
            metadata.floats("tokenizer.ggml.scores"),
            metadata.integers("tokenizer.ggml.token_type"),
            1,
            2,
            0);
    Tokenizer tokenizer = new SentencePieceTokenizer(vocabulary, false, true);

    for (JsonNode line : lines("tokens-no-space-prefix.jsonl")) {
      assertIds(tokenizer, line.get("text").asText(), line.get("ids"));
    }
  }

  private static void assertIds(Tokenizer tokenizer, String text, JsonNode ids) {
    assertBorders(tokenizer, text, ids);
    assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids(ids));
    int settled = tokenizer.settled(text);
    assertThat(
            IntStream.concat(
                    IntStream.of(tokenizer.encode(text.substring(0, settled))),
                    IntStream.of(
                        settled == 0
                            ? tokenizer.encode(text)
                            : tokenizer.encodeContinuation(text.substring(settled))))
                .toArray())
        .as("settled after %s of %s", settled, text)
        .isEqualTo(ids(ids));
  }

  /** Cut anywhere where nothing merges, the parts have the ids of the whole. */
  private static void assertBorders(Tokenizer tokenizer, String text, JsonNode ids) {
    for (int place = 1; place < Math.min(text.length(), 200); place++) {
      String before = text.substring(0, place);
      String after = text.substring(place);
      if (!Character.isSurrogate(text.charAt(place)) && !tokenizer.canMerge(before, after)) {
        assertThat(
                IntStream.concat(
                        IntStream.of(tokenizer.encode(before)),
                        IntStream.of(tokenizer.encodeContinuation(after)))
                    .toArray())
            .as("%s|%s", before, after)
            .isEqualTo(ids(ids));
      }
    }
  }

  private static int[] ids(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  private static List<JsonNode> lines(String name) throws IOException {
    try (var values =
        JSON.readerFor(JsonNode.class).<JsonNode>readValues(references.resolve(name).toFile())) {
      return values.readAll();
    }
  }

  private static GgufMetadata metadata(String vocabulary) throws IOException {
    Path file =
        vocabulary.equals("mistral-v1-spm")
            ? references.resolveSibling("parity").resolve("mixtral-vocab.gguf")
            : references.resolve("vocab").resolve(vocabulary + ".gguf");
    if (!Files.exists(file)) {
      Path packed = Path.of(file + ".gz");
      file = unpacked.resolve(vocabulary + ".gguf");
      try (InputStream stream = new GZIPInputStream(Files.newInputStream(packed))) {
        Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (GgufFile opened = GgufFile.open(file)) {
      return opened.metadata();
    }
  }
}
