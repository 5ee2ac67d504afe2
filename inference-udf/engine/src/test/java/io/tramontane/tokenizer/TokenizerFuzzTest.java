package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.testing.VocabularyBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random texts of the strangest kinds, and vocabularies of damaged models. */
class TokenizerFuzzTest {
  private static final Duration HANGING = Duration.ofMinutes(2);
  private static final int MEBI = 1 << 20;

  private final VocabularyBuilder words =
      new VocabularyBuilder()
          .bytes()
          .normal(
              "\u2581a", "ab", "\u2581ab", "abc", "\u2581\u2581", "\u2581", "a", "b", "c", "<s");

  /** U+2581 is how pieces write a space. */
  private static String normalized(String text) {
    return RandomTexts.withoutHalves(text).replace('\u2581', ' ');
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void givesBackEveryText(long seed) {
    assertTimeoutPreemptively(HANGING, () -> encodeAndDecode(new Random(seed)));
  }

  private void encodeAndDecode(Random random) {
    Tokenizer tokenizer = words.tokenizer();
    for (int run = 0; run < 1_000; run++) {
      String text = RandomTexts.text(random);
      int[] ids = tokenizer.encode(text);
      StringBuilder streamed = new StringBuilder();
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      for (int id : tokenizer.encodeContinuation(text)) {
        streamed.append(decoder.accept(id));
      }
      streamed.append(decoder.flush());

      assertThat(tokenizer.decode(ids)).isEqualTo(normalized(text));
      assertThat(streamed.toString()).isEqualTo(normalized(text));
      assertThat(ids).doesNotContain(tokenizer.bos().orElseThrow(), tokenizer.eos());
    }
  }

  /** Behind one, text is encoded like the beginning of a text: with a space in front. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6})
  void givesBackEveryTextBetweenUserDefinedPieces(long seed) {
    Random random = new Random(seed);
    Tokenizer tokenizer = words.userDefined("<x>").tokenizer();
    for (int run = 0; run < 500; run++) {
      List<String> parts =
          IntStream.range(0, 1 + random.nextInt(4))
              .mapToObj(i -> random.nextInt(3) == 0 ? "" : RandomTexts.text(random))
              .toList();
      String expected =
          parts.stream()
              .map(part -> part.isEmpty() ? "" : " " + normalized(part))
              .collect(Collectors.joining("<x>"));

      assertThat(" " + tokenizer.decode(tokenizer.encode(String.join("<x>", parts))))
          .isEqualTo(expected.startsWith(" ") ? expected : " " + expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 8})
  void losesOnlyWhatAVocabularyWithoutBytesCannotSay(long seed) {
    Random random = new Random(seed);
    Tokenizer tokenizer =
        new VocabularyBuilder().normal("\u2581a", "ab", "\u2581", "a", "b").tokenizer();
    for (int run = 0; run < 500; run++) {
      String text = RandomTexts.text(random);

      assertThat(tokenizer.decode(tokenizer.encode(text)))
          .isEqualTo(normalized(text).replaceAll("[^ab ]", ""));
    }
  }

  /** Anything but a small multiple of linear time would take hours for these. */
  @ParameterizedTest(name = "of the character with number {0}")
  @ValueSource(ints = {0, ' ', 'a', 0x301, 0x2581, 0x4E2D, 0xD83D, 0x1F600})
  void encodesARunOfAMegabyteSoon(int character) {
    String run = Character.toString(character).repeat(MEBI);

    assertTimeoutPreemptively(
        HANGING,
        () -> {
          Tokenizer tokenizer = words.tokenizer();
          assertThat(tokenizer.decode(tokenizer.encode(run))).isEqualTo(normalized(run));
        });
  }

  @ParameterizedTest(name = "each {0}")
  @ValueSource(strings = {"<x>", "<x>a", "<x"})
  void encodesAMegabyteOfUserDefinedPiecesSoon(String each) {
    String text = each.repeat(MEBI / each.length());
    assertTimeoutPreemptively(
        HANGING,
        () -> {
          Tokenizer tokenizer = words.userDefined("<x>").userDefined("x>").tokenizer();
          assertThat(tokenizer.encode(text)).hasSizeGreaterThan(MEBI / 4);
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {9, 10, 11, 12})
  void usesOrRefusesDamagedVocabularies(long seed) {
    assertTimeoutPreemptively(HANGING, () -> damageAndUse(new Random(seed)));
  }

  private void damageAndUse(Random random) {
    int used = 0;
    int runs = 1_500;
    for (int run = 0; run < runs; run++) {
      Tokenizer tokenizer;
      try {
        tokenizer =
            new SentencePieceTokenizer(damaged(random), random.nextBoolean(), random.nextBoolean());
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageStartingWith("Cannot ").hasMessageContaining("vocabulary");
        continue;
      }
      used++;
      int[] ids = tokenizer.encode(RandomTexts.text(random));
      assertThat(IntStream.of(ids)).allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
      assertThat(tokenizer.decode(ids)).isNotNull();
    }
    assertThat(used).as("damaged vocabularies that serve").isBetween(1, runs - 1);
  }

  private Vocabulary damaged(Random random) {
    List<String> pieces = new ArrayList<>(words.pieces());
    float[] scores = words.scoreArray();
    int[] types = words.typeArray();
    int[] special = {VocabularyBuilder.BOS, VocabularyBuilder.EOS, VocabularyBuilder.UNKNOWN};
    for (int i = random.nextInt(3); i >= 0; i--) {
      int id = random.nextInt(scores.length);
      switch (random.nextInt(9)) {
        case 0 -> pieces.set(id, RandomTexts.text(random));
        case 1 -> pieces.set(id, pieces.get(random.nextInt(pieces.size())));
        case 2 -> pieces.set(id, "");
        case 3, 4 -> types[id] = random.nextInt(10) - 1;
        case 5 -> scores[id] = Float.intBitsToFloat(random.nextInt());
        case 6 -> scores[id] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
        case 7 ->
            special[random.nextInt(3)] = random.nextInt(2 * scores.length) - scores.length / 2;
        default -> types = Arrays.copyOf(types, types.length - random.nextInt(2));
      }
    }
    return new Vocabulary(pieces, scores, types, special[0], special[1], special[2]);
  }
}
