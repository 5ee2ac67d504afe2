package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.testing.VocabularyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SentencePieceTokenizerTest {
  private final VocabularyBuilder words =
      new VocabularyBuilder()
          .bytes()
          .normal("▁a", "ab", "▁ab", "bc", "abc", "▁", "a", "b", "c", "<", "s", ">", "<s", "s>");
  private final Tokenizer tokenizer = words.tokenizer();

  @Test
  void putsASpaceInFrontOfATextThatStandsAlone() {
    assertThat(tokenizer.encode("ab")).containsExactly(words.id("▁ab"));
    assertThat(tokenizer.encodeContinuation("ab")).containsExactly(words.id("ab"));
    assertThat(tokenizer.encode("")).isEmpty();
    assertThat(tokenizer.encodeContinuation("")).isEmpty();
  }

  @Test
  void putsNoSpaceInFrontWhereTheModelWantsNone() {
    Tokenizer withoutSpace = new SentencePieceTokenizer(words.build(), false, false);

    assertThat(withoutSpace.encode("ab")).containsExactly(words.id("ab"));
    assertThat(withoutSpace.decode(withoutSpace.encode(" ab"))).isEqualTo(" ab");
    assertThat(withoutSpace.addsBos()).isFalse();
  }

  /** Long texts are merged stretch by stretch, which must not show. */
  @Test
  void aLongTextHasTheIdsOfItsParts() {
    for (String part : new String[] {" ab abc  a", "abc\uD83D\uDE00", "x", "\uD800b"}) {
      int[] ids = tokenizer.encodeContinuation(part.repeat(100));
      int[] all = tokenizer.encodeContinuation(part.repeat(100 * 100));

      int[] repeated = new int[100 * ids.length];
      Arrays.setAll(repeated, i -> ids[i % ids.length]);
      assertThat(all).as(part).isEqualTo(repeated);
    }
  }

  @Test
  void mergesTheHighestScoreFirstAndTheLeftmostAmongEquals() {
    VocabularyBuilder vocabulary =
        new VocabularyBuilder().bytes().normal("aa", -1).normal("ab", -2).normal("bc", -1.5f);

    int[] ids = vocabulary.tokenizer().encodeContinuation("aaaabc");

    assertThat(ids).containsExactly(vocabulary.id("aa"), vocabulary.id("aa"), vocabulary.id("bc"));
    assertThat(vocabulary.tokenizer().encodeContinuation("aaa"))
        .containsExactly(vocabulary.id("aa"), vocabulary.id("<0x61>"));
  }

  @Test
  void takesZeroAndMinusZeroForEqualScores() {
    VocabularyBuilder vocabulary =
        new VocabularyBuilder().bytes().normal("ab", -0f).normal("bc", 0f).normal("a").normal("c");

    assertThat(vocabulary.tokenizer().encodeContinuation("abc"))
        .containsExactly(vocabulary.id("ab"), vocabulary.id("c"));
  }

  @Test
  void mergesCharactersThatAreNoPiecesThemselves() {
    VocabularyBuilder vocabulary = new VocabularyBuilder().bytes().normal("😀é");

    assertThat(vocabulary.tokenizer().encodeContinuation("😀é"))
        .containsExactly(vocabulary.id("😀é"));
  }

  @Test
  void writesACharacterWithoutAPieceInBytes() {
    assertThat(tokenizer.encodeContinuation("é"))
        .containsExactly(words.id("<0xC3>"), words.id("<0xA9>"));
  }

  @Test
  void writesACharacterWithoutAPieceAsUnknownWhereThereAreNoBytes() {
    VocabularyBuilder vocabulary = new VocabularyBuilder().normal("a");

    assertThat(vocabulary.tokenizer().encodeContinuation("é😀a"))
        .containsExactly(VocabularyBuilder.UNKNOWN, VocabularyBuilder.UNKNOWN, vocabulary.id("a"));
  }

  @Test
  void neverMakesAControlOrByteIdOutOfItsName() {
    // "<s" and "s>" are pieces here, so that merging does arrive at "<s>".
    assertThat(tokenizer.encodeContinuation("<s>")).containsExactly(words.id("<s"), words.id(">"));
    for (String name : new String[] {"<s>", "</s>", "<unk>", "<0x41>"}) {
      int[] ids = tokenizer.encode("a" + name + "b");
      assertThat(ids).doesNotContain(words.id(name));
      assertThat(tokenizer.decode(ids)).isEqualTo("a" + name + "b");
    }
  }

  @Test
  void takesUserDefinedPiecesFirstAndTheLongestOfThem() {
    VocabularyBuilder vocabulary =
        new VocabularyBuilder()
            .bytes()
            .normal("▁a", "▁b", "b<", "a")
            .userDefined("<x>")
            .userDefined("<x><x>");

    assertThat(vocabulary.tokenizer().encodeContinuation("<x>a<x><x>b<x>"))
        .containsExactly(
            vocabulary.id("<x>"),
            vocabulary.id("▁a"),
            vocabulary.id("<x><x>"),
            vocabulary.id("▁b"),
            vocabulary.id("<x>"));
  }

  @Test
  void encodesAnUnpairedSurrogateAsTheReplacementCharacter() {
    assertThat(tokenizer.encode("a\uD83Db\uDE00")).isEqualTo(tokenizer.encode("a\uFFFDb\uFFFD"));
  }

  @Test
  void decodesWithoutTheSpaceInFront() {
    assertThat(tokenizer.decode(new int[] {words.id("▁ab"), words.id("▁a")})).isEqualTo("ab a");
    assertThat(tokenizer.decode(tokenizer.encode("  ab "))).isEqualTo("  ab ");
  }

  @Test
  void decodesControlIdsToNothing() {
    assertThat(
            tokenizer.decode(
                new int[] {
                  tokenizer.bos().orElseThrow(), words.id("▁ab"), tokenizer.eos(), words.id("c")
                }))
        .isEqualTo("abc");
  }

  @Test
  void rejectsAnIdThatIsNone() {
    assertThatThrownBy(() -> tokenizer.decode(new int[] {tokenizer.vocabularySize()}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot decode id 273: ids run from 0 to 272.");
  }

  @Test
  void givesBackEveryText() {
    Random random = new Random(7);
    for (int run = 0; run < 2_000; run++) {
      String text = randomText(random, random.nextInt(40));

      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void agreesWithTheDefinitionOnRandomVocabulariesAndTexts() {
    Random random = new Random(11);
    for (int run = 0; run < 300; run++) {
      VocabularyBuilder vocabulary = randomVocabulary(random);
      Tokenizer fast = vocabulary.tokenizer();
      NaiveEncoder naive = new NaiveEncoder(vocabulary);
      for (int text = 0; text < 10; text++) {
        String characters = randomString(random, 1 + random.nextInt(60));

        assertThat(fast.encodeContinuation(characters))
            .containsExactly(naive.encode(characters).toArray(Integer[]::new));
        assertThat(fast.encode(characters))
            .containsExactly(naive.encode(" " + characters).toArray(Integer[]::new));
      }
    }
  }

  // A quadratic merge loop takes many minutes for these.
  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void encodesAMillionCharactersWithoutASpaceSoon() {
    VocabularyBuilder vocabulary =
        new VocabularyBuilder().bytes().normal("aa", "aaaa", "aaaaaaaa", "ab", "abab", "a", "b");
    Tokenizer runs = vocabulary.tokenizer();

    assertThat(runs.encodeContinuation("a".repeat(1 << 20))).hasSize(1 << 17);
    assertThat(runs.encodeContinuation("ab".repeat(1 << 19))).hasSize(1 << 18);
    assertThat(runs.encodeContinuation("中".repeat(1 << 19))).hasSize(3 << 19);
  }

  @Test
  void streamsTheSameTextWithoutSplittingACharacter() {
    Random random = new Random(13);
    for (int run = 0; run < 500; run++) {
      String text = randomText(random, random.nextInt(20));
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      StringBuilder streamed = new StringBuilder();
      for (int id : tokenizer.encodeContinuation(text)) {
        String part = decoder.accept(id);
        assertThat(StandardCharsets.UTF_16.newEncoder().canEncode(part)).isTrue();
        streamed.append(part);
      }
      assertThat(decoder.flush()).isEmpty();
      assertThat(streamed.toString()).isEqualTo(text);
    }
  }

  @Test
  void streamsBrokenBytesAsTheStringConstructorDoes() {
    Random random = new Random(17);
    for (int run = 0; run < 2_000; run++) {
      byte[] bytes = new byte[random.nextInt(8)];
      for (int place = 0; place < bytes.length; place++) {
        // Mostly lead and continuation bytes.
        bytes[place] = (byte) (random.nextInt(8) == 0 ? 'a' : 0x80 + random.nextInt(128));
      }
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      StringBuilder streamed = new StringBuilder();
      for (byte value : bytes) {
        streamed.append(decoder.accept(words.id(String.format(Locale.ROOT, "<0x%02X>", value))));
      }
      streamed.append(decoder.flush());

      assertThat(streamed.toString())
          .as(Arrays.toString(bytes))
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void holdsBackACharacterUntilItIsComplete() {
    StreamingDecoder decoder = tokenizer.streamingDecoder();

    assertThat(decoder.accept(words.id("<0xE4>"))).isEmpty();
    assertThat(decoder.accept(words.id("<0xB8>"))).isEmpty();
    assertThat(decoder.accept(words.id("<0xAD>"))).isEqualTo("中");
    assertThat(decoder.accept(words.id("▁ab"))).isEqualTo(" ab");
    assertThat(decoder.accept(words.id("<0xE4>"))).isEmpty();
    assertThat(decoder.flush()).isEqualTo("\uFFFD");
    assertThat(decoder.flush()).isEmpty();
    assertThat(decoder.accept(words.id("c"))).isEqualTo("c");
  }

  private static VocabularyBuilder randomVocabulary(Random random) {
    VocabularyBuilder vocabulary = new VocabularyBuilder().bytes();
    int size = random.nextInt(60);
    int distinctScores = 1 + random.nextInt(60);
    for (int piece = 0; piece < size; piece++) {
      String text = randomString(random, 1 + random.nextInt(5)).replace(' ', '▁');
      if (vocabulary.id(text) < 0) {
        vocabulary.normal(text, random.nextInt(distinctScores) - 30);
      }
    }
    return vocabulary;
  }

  /** Of few characters, so that many pairs merge; of one to four bytes each. */
  private static String randomString(Random random, int length) {
    String[] alphabet = {" ", "a", "b", "c", "é", "中", "😀"};
    return random
        .ints(length, 0, alphabet.length)
        .mapToObj(place -> alphabet[place])
        .collect(Collectors.joining());
  }

  /** Of any characters but surrogates and U+2581, half of them of the vocabulary's own. */
  private static String randomText(Random random, int length) {
    return IntStream.range(0, length)
        .map(
            place ->
                random.nextBoolean()
                    ? "abc <s>".codePointAt(random.nextInt(7))
                    : random.nextInt(Character.MAX_CODE_POINT + 1))
        .filter(character -> character < 0xD800 || character > 0xDFFF)
        .filter(character -> character != '▁')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
