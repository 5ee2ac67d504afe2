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

  /** Texts that begin, join or end others in unusual ways. */
  private static final String[] ODD = {
    "\0",
    "\u0001",
    "\t",
    "\r\n",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\ud800",
    "\udfff",
    "\u0301",
    "\u20dd",
    "\u2581",
    " ",
    "<s>",
    "</s>",
    "<unk>",
    "<0x41>",
    "ab",
    "abc",
    "\ud83d\ude00",
    "\ud83d",
    "\ude00"
  };

  private final VocabularyBuilder words =
      new VocabularyBuilder()
          .bytes()
          .normal(
              "\u2581a", "ab", "\u2581ab", "abc", "\u2581\u2581", "\u2581", "a", "b", "c", "<s");

  /** An unpaired surrogate is U+FFFD, and U+2581 is how pieces write a space. */
  private static String normalized(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .map(c -> c == '\u2581' ? ' ' : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void givesBackEveryText(long seed) {
    assertTimeoutPreemptively(HANGING, () -> encodeAndDecode(new Random(seed)));
  }

  private void encodeAndDecode(Random random) {
    Tokenizer tokenizer = words.tokenizer();
    for (int run = 0; run < 1_000; run++) {
      String text = randomText(random);
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
              .mapToObj(i -> random.nextInt(3) == 0 ? "" : randomText(random))
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
      String text = randomText(random);

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
      int[] ids = tokenizer.encode(randomText(random));
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
        case 0 -> pieces.set(id, randomText(random));
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

  /** Up to some thousands of characters. */
  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 1 -> text.append((char) random.nextInt(Character.MAX_VALUE + 1));
        case 2 -> text.append((char) random.nextInt(0x20));
        case 3 -> text.append(ODD[random.nextInt(ODD.length)].repeat(1 + random.nextInt(3)));
        case 4 -> text.append("abc <s>".charAt(random.nextInt(7)));
        default -> appendRun(text, random);
      }
    }
    return text.toString();
  }

  /** Of one character, or of combining marks on one. */
  private static void appendRun(StringBuilder text, Random random) {
    int length = 1 << random.nextInt(11);
    if (random.nextBoolean()) {
      text.append(ODD[random.nextInt(ODD.length)].repeat(length));
    } else {
      text.append('e');
      random.ints(length, 0x300, 0x370).forEach(text::appendCodePoint);
    }
  }
}
