package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares with ids that llama.cpp and a further implementation agree on. */
class TokenizerParityTest {
  private Path parity;
  private Tokenizer tokenizer;

  private record Sample(String text, int[] tokens) {}

  @BeforeEach
  void openVocabulary() {
    String folder = System.getProperty("parity.dir", "");
    assumeFalse(folder.isEmpty(), "The reference results are not there: give -Dparity.dir.");
    parity = Path.of(folder);
    try (GgufFile file = GgufFile.open(parity.resolve("mixtral-vocab.gguf"))) {
      tokenizer = Tokenizer.from(file.metadata());
    }
  }

  @Test
  void givesTheReferenceIds() throws IOException {
    Sample[] samples =
        new ObjectMapper().readValue(parity.resolve("tokens.json").toFile(), Sample[].class);

    assertThat(samples).isNotEmpty();
    for (Sample sample : samples) {
      assertThat(tokenizer.encode(sample.text())).as(sample.text()).isEqualTo(sample.tokens());
      // The text's own U+2581 comes back as the space that it stands for.
      assertThat(tokenizer.decode(sample.tokens())).isEqualTo(sample.text().replace('▁', ' '));
    }
  }

  // A quadratic merge loop takes many minutes for these.
  @Test
  @Timeout(60)
  void encodesAMegabyteWithoutASpaceSoon() {
    String sameLetter = "a".repeat(1 << 20);
    String ideographs = randomCharacters(0x4E00, 0x9FFF, (1 << 20) / 3);
    String letters = randomCharacters('a', 'z', 1 << 20);

    for (String text : new String[] {sameLetter, ideographs, letters}) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  private static String randomCharacters(int first, int last, int length) {
    return new Random(3)
        .ints(length, first, last + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
