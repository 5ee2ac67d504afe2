package io.tramontane.tokenizer;

import static io.tramontane.testing.ReferenceVocabularies.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.testing.ReferenceVocabularies;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with ids on which the makers' own library and a further implementation agree. */
class TokenizerReferencesTest {
  private final ReferenceVocabularies references = ReferenceVocabularies.given();

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
    Tokenizer tokenizer = Tokenizer.from(references.metadata(vocabulary));
    int compared = 0;
    for (JsonNode line : references.lines("tokens.jsonl")) {
      if (line.get("vocab").asText().equals(vocabulary)) {
        assertIds(tokenizer, line.get("text").asText(), line.get("ids"));
        compared++;
      }
    }
    for (JsonNode line : references.lines("fuzz.jsonl")) {
      if (line.get("ids").has(vocabulary)) {
        assertIds(tokenizer, line.get("text").asText(), line.get("ids").get(vocabulary));
        compared++;
      }
    }
    for (JsonNode line : references.lines("surrogates.jsonl")) {
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

  /** The other implementations leave out what the publisher's file says: NFC. */
  @Test
  void composesTextAsThePublisherDoes() throws IOException {
    Tokenizer tokenizer = Tokenizer.from(references.metadata("qwen3-bpe"));
    int compared = 0;
    for (JsonNode line : references.lines("disagreements.jsonl")) {
      if (line.get("vocab").asText().equals("qwen3-bpe")) {
        assertIds(tokenizer, line.get("text").asText(), line.get("ids").get("hf-tokenizers"));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(3);
  }

  @Test
  void piecesThatLookLikeControlTokensArePlainText() throws IOException {
    Tokenizer tokenizer = Tokenizer.from(references.metadata("qwen3-bpe"));

    for (String text : List.of("</s>", "<s>", "<unk>")) {
      assertThat(tokenizer.control(text)).as(text).isEmpty();
    }
    assertThat(tokenizer.encode("a </s><s> b<unk>"))
        .containsExactly(64, 690, 82, 1784, 82, 29, 293, 128243, 29);
    assertThat(tokenizer.encode("<|im_end|>"))
        .doesNotContain(tokenizer.control("<|im_end|>").orElseThrow());
  }

  @Test
  void givesTheReferenceIdsWithoutASpaceInFront() throws IOException {
    GgufMetadata metadata = references.metadata("mistral-v3-spm");
    Vocabulary vocabulary =
        new Vocabulary(
            metadata.strings("tokenizer.ggml.tokens"),
            metadata.floats("tokenizer.ggml.scores"),
            metadata.integers("tokenizer.ggml.token_type"),
            1,
            2,
            0);
    Tokenizer tokenizer = new SentencePieceTokenizer(vocabulary, false, true);

    for (JsonNode line : references.lines("tokens-no-space-prefix.jsonl")) {
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
}
