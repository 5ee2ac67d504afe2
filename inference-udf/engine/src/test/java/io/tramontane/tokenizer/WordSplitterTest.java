package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.tokenizer.TiktokenSplitter.ContractionPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the published expressions, on texts of characters that every JDK knows. */
class WordSplitterTest {
  private static final String SPACES = "[\\t-\\r\\x{20}\\x{85}\\x{A0}\\x{3000}]";
  private static final String NO_SPACES = "[^\\t-\\r\\x{20}\\x{85}\\x{A0}\\x{3000}]";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String CONTRACTION = "(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)";
  private static final String OTHERS = "[^\\t-\\r\\x{20}\\x{85}\\x{A0}\\x{3000}\\p{L}\\p{N}]";

  /** What is likely to stand where rules meet. */
  private static final String[] CHARACTERS = {
    " ", " ", " ", "\n", "\r", "\t", "\u00A0", "\u3000", "\u0085", "'", "'", "s", "S", "ſ", "t",
    "r", "e", "v", "l", "L", "M", "d", "a", "B", "ß", "É", "ǅ", "ʰ", "中", "ก", "้", "́", "א", "1",
    "2", "٣", "½", "Ⅷ", ".", "-", "/", "/", "!", "€", "😀", "\u200B", "_", "𝒜"
  };

  static Stream<Arguments> splitters() {
    String gpt2 =
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?"
            + OTHERS
            + "+|"
            + SPACES
            + "+(?!"
            + NO_SPACES
            + ")|"
            + SPACES
            + "+";
    String ends =
        "[\\r\\n]*|" + SPACES + "*[\\r\\n]+|" + SPACES + "+(?!" + NO_SPACES + ")|" + SPACES + "+";
    String endsWithSlashes = "[\\r\\n/]*" + ends.substring("[\\r\\n]*".length());
    String plain =
        CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,%s}| ?" + OTHERS + "+" + ends;
    String cased =
        "[^\\r\\n\\p{L}\\p{N}]?"
            + UPPER
            + "*"
            + LOWER
            + "+%1$s|[^\\r\\n\\p{L}\\p{N}]?"
            + UPPER
            + "+"
            + LOWER
            + "*%1$s|\\p{N}{1,%2$s}| ?"
            + OTHERS
            + "+"
            + endsWithSlashes;
    return Stream.of(
        Arguments.of("gpt-2", gpt2),
        Arguments.of("llama-bpe", plain.formatted(3)),
        Arguments.of("qwen2", plain.formatted(1)),
        Arguments.of("gpt-4o", cased.formatted(CONTRACTION + "?", 3)),
        Arguments.of("tekken", cased.formatted("", 1)));
  }

  @ParameterizedTest
  @MethodSource("splitters")
  void splitsAsThePublishedExpression(String name, String expression) {
    Pattern pattern = Pattern.compile(expression);
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      String text =
          random
              .ints(random.nextInt(1, 14), 0, CHARACTERS.length)
              .mapToObj(i -> CHARACTERS[i])
              .collect(Collectors.joining());

      assertThat(words(name, text))
          .as(text)
          .isEqualTo(pattern.matcher(text).results().map(match -> match.group()).toList());
    }
  }

  /** Digits are cut out first, so that spaces in front of one stay together. */
  @Test
  void isolatesDigits() {
    assertThat(words("smollm", "in 2024,  17 it's"))
        .containsExactly("in", " ", "2", "0", "2", "4", ",", "  ", "1", "7", " it", "'s");
  }

  @Test
  void splitsAMegabyteSoon() {
    for (String unit : List.of("a", "A", " ", "\n", "1", "!", "้", "ʰ", "'")) {
      String text = unit.repeat(1 << 20);

      assertThat(words("tekken", text)).isNotEmpty();
    }
  }

  private static List<String> words(String name, String text) {
    WordSplitter splitter = ByteLevelFormat.named(name).splitter();
    Characters characters = new Characters(text);
    List<String> words = new ArrayList<>();
    for (int start = 0, chars = 0; start < characters.length(); ) {
      int end = splitter.end(characters, start);
      int length = characters.chars(start, end);
      words.add(text.substring(chars, chars + length));
      chars += length;
      start = end;
    }
    return words;
  }

  @Test
  void knowsTheSplittersByName() {
    assertThat(ByteLevelFormat.named("pixtral")).isEqualTo(ByteLevelFormat.named("tekken"));
    assertThat(new TiktokenSplitter(ContractionPlace.NONE, true, 1, true))
        .isEqualTo(ByteLevelFormat.named("tekken").splitter());
  }
}
