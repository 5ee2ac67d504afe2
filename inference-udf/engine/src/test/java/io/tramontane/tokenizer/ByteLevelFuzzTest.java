package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.testing.ByteLevelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random texts of the strangest kinds, and damaged vocabularies, by every way to split words. */
class ByteLevelFuzzTest {
  private static final Duration HANGING = Duration.ofMinutes(2);
  private static final int MEBI = 1 << 20;
  private static final List<String> PRES =
      List.of("gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2", "gpt-4o", "tekken");

  private final Path file;

  ByteLevelFuzzTest(@TempDir Path folder) {
    this.file = folder.resolve("model.gguf");
  }

  private static ByteLevelBuilder words() {
    ByteLevelBuilder words =
        new ByteLevelBuilder()
            .merge("a", "b")
            .merge("Ġ", "a")
            .merge("Ġa", "b")
            .merge("ab", "c")
            .merge("Ġ", "Ġ")
            .merge("ĠĠ", "ĠĠ")
            .merge("\u00CC", "\u0123");
    words.userDefined("<x> y");
    words.userDefined("<s>");
    return words;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2", "gpt-4o", "tekken"})
  void givesBackEveryText(String pre) throws IOException {
    Tokenizer tokenizer = words().tokenizer(file, pre);
    assertTimeoutPreemptively(
        HANGING, () -> encodeAndDecode(pre, tokenizer, new Random(pre.hashCode())));
  }

  private static String read(String pre, String text) {
    return ByteLevelFormat.named(pre).normalization().of(RandomTexts.withoutHalves(text));
  }

  private static void encodeAndDecode(String pre, Tokenizer tokenizer, Random random) {
    int steering = tokenizer.control("<s>").orElseThrow();
    for (int run = 0; run < 1_000; run++) {
      String text = RandomTexts.text(random);
      int[] ids = tokenizer.encode(text);
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      StringBuilder streamed = new StringBuilder();
      for (int id : ids) {
        streamed.append(decoder.accept(id));
      }
      streamed.append(decoder.flush());

      assertThat(tokenizer.decode(ids)).isEqualTo(read(pre, text));
      assertThat(streamed.toString()).isEqualTo(read(pre, text));
      assertThat(ids).doesNotContain(tokenizer.eos(), steering);
      assertSettled(tokenizer, text, RandomTexts.text(random));
    }
  }

  /** What is said to be settled keeps its ids, whatever follows. */
  private static void assertSettled(Tokenizer tokenizer, String text, String more) {
    int settled = tokenizer.settled(text);
    int[] expected =
        IntStream.concat(
                IntStream.of(tokenizer.encode(text.substring(0, settled))),
                IntStream.of(tokenizer.encode(text.substring(settled) + more)))
            .toArray();
    assertThat(tokenizer.encode(text + more)).isEqualTo(expected);
  }

  /** Anything but a small multiple of linear time would take hours for these. */
  @ParameterizedTest(name = "of the character with number {0}")
  @ValueSource(ints = {0, '\n', ' ', '1', 'A', 'a', '!', '\'', 0x301, 0x4E2D, 0xD83D, 0x1F600})
  void encodesARunOfAMegabyteSoon(int character) throws IOException {
    String run = Character.toString(character).repeat(MEBI);
    for (String pre : PRES) {
      Tokenizer tokenizer = words().tokenizer(file, pre);
      assertTimeoutPreemptively(
          HANGING,
          () -> assertThat(tokenizer.decode(tokenizer.encode(run))).isEqualTo(read(pre, run)));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void usesOrRefusesDamagedVocabularies(long seed) {
    assertTimeoutPreemptively(HANGING, () -> damageAndUse(new Random(seed)));
  }

  private void damageAndUse(Random random) throws IOException {
    int used = 0;
    int runs = 500;
    for (int run = 0; run < runs; run++) {
      Tokenizer tokenizer;
      try {
        tokenizer = damaged(random).tokenizer(file, PRES.get(random.nextInt(PRES.size())));
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageMatching("(?s)Cannot \\w+ .*: .*\\.");
        continue;
      }
      used++;
      int size = tokenizer.vocabularySize();
      int[] ids = tokenizer.encode(RandomTexts.text(random));
      assertThat(IntStream.of(ids)).allMatch(id -> id >= 0 && id < size);
      assertThat(tokenizer.decode(ids)).isNotNull();
    }
    assertThat(used).as("damaged vocabularies that serve").isBetween(1, runs - 1);
  }

  private static ByteLevelBuilder damaged(Random random) {
    ByteLevelBuilder words = words();
    List<String> pieces = words.pieces();
    List<String> merges = words.merges();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int id = random.nextInt(pieces.size());
      int merge = random.nextInt(merges.size());
      switch (random.nextInt(8)) {
        case 0 -> pieces.set(id, RandomTexts.withoutHalves(RandomTexts.text(random)));
        case 1 -> pieces.set(id, pieces.get(random.nextInt(pieces.size())));
        case 2 -> pieces.set(id, "");
        case 3 -> words.types().set(id, random.nextInt(10) - 1);
        case 4 -> merges.set(merge, merges.get(random.nextInt(merges.size())));
        case 5 ->
            merges.set(merge, pieces.get(id) + " " + pieces.get(random.nextInt(pieces.size())));
        case 6 ->
            merges.set(merge, List.of("", " ", "a", "a ", " a", "a b c").get(random.nextInt(6)));
        default -> words.types().remove(words.types().size() - 1 - random.nextInt(1));
      }
      if (words.types().size() != pieces.size()) {
        return words;
      }
    }
    return words;
  }
}
