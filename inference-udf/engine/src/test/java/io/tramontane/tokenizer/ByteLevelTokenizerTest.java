package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.testing.ByteLevelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelTokenizerTest {
  private final Path folder;
  private final ByteLevelBuilder vocabulary =
      new ByteLevelBuilder().merge("l", "o").merge("Ġ", "w").merge("lo", "w");

  ByteLevelTokenizerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int id(String piece) {
    return vocabulary.id(piece);
  }

  private Tokenizer tokenizer(String pre) throws IOException {
    return vocabulary.tokenizer(folder.resolve("model.gguf"), pre);
  }

  @Test
  void mergesByRankWithinWords() throws IOException {
    Tokenizer tokenizer = tokenizer("gpt-2");

    assertThat(tokenizer.encode("low wlow")).containsExactly(id("low"), id("Ġw"), id("low"));
    assertThat(tokenizer.encode("")).isEmpty();
    assertThat(tokenizer.decode(tokenizer.encode("low, é😀\n"))).isEqualTo("low, é😀\n");
    assertThat(tokenizer.bos()).isEmpty();
    assertThat(tokenizer.addsBos()).isFalse();
  }

  @Test
  void takesWholeWordsWhereTheModelDoes() throws IOException {
    int whole = vocabulary.normal("wow");

    assertThat(tokenizer("llama-bpe").encode("wow")).containsExactly(whole);
    assertThat(tokenizer("gpt-2").encode("wow")).containsExactly(id("w"), id("o"), id("w"));
  }

  @Test
  void noTextBecomesWhatSteersTheModel() throws IOException {
    int think = vocabulary.userDefined("<think>");
    int spaces = vocabulary.userDefined("   ");
    Tokenizer tokenizer = tokenizer("gpt-2");

    assertThat(tokenizer.encode("<|end|><think>")).doesNotContain(id("<|end|>"), think);
    assertThat(tokenizer.encode("a   b")).containsExactly(id("a"), spaces, id("b"));
    assertThat(tokenizer.control("<think>")).hasValue(think);
    assertThat(tokenizer.control("<|end|>")).hasValue(id("<|end|>"));
    assertThat(tokenizer.control("low")).isEmpty();
    assertThat(tokenizer.bytes(id("<|end|>"))).isEmpty();
  }

  @Test
  void composesTextWhereTheModelWantsIt() throws IOException {
    Tokenizer qwen = tokenizer("qwen2");
    Tokenizer gpt2 = tokenizer("gpt-2");

    assertThat(qwen.decode(qwen.encode("e\u0301 \u212B"))).isEqualTo("\u00E9 \u00C5");
    assertThat(gpt2.decode(gpt2.encode("e\u0301 \u212B"))).isEqualTo("e\u0301 \u212B");
    assertThat(qwen.rules()).isEqualTo("gpt2, qwen2, NFC, Unicode 16.0");
    assertThat(gpt2.rules()).isEqualTo("gpt2, gpt-2, Unicode 16.0");
  }

  @Test
  void whatMayBeComposedIsNotSettled() throws IOException {
    Tokenizer tokenizer = tokenizer("qwen2");

    assertThat(tokenizer.settled("low low low")).isEqualTo(7);
    assertThat(tokenizer.settled("it's")).isEqualTo(2);
    assertThat(tokenizer.settled("low x\u0327 low")).isEqualTo(6);
    assertThat(tokenizer.settled("low, e\u0301 low low")).isEqualTo(4);
  }

  @Test
  void leavesOutBytesWithoutAPiece() throws IOException {
    vocabulary.pieces().set(id(String.valueOf(ByteAlphabet.character(0x1D))), "(lost)");
    Tokenizer tokenizer = tokenizer("gpt-2");

    assertThat(tokenizer.encode("l\u001Dow")).containsExactly(id("l"), id("o"), id("w"));
    assertThat(tokenizer.decode(tokenizer.encode("a\uD800b"))).isEqualTo("a\uFFFDb");
  }

  @Test
  void tellsHowMuchNothingCanChange() throws IOException {
    Tokenizer tokenizer = tokenizer("gpt-2");

    for (String text : List.of("low low", "low  ", "low\n", "a b c", " ", "it'", "low 12")) {
      int settled = tokenizer.settled(text);
      int[] beginning = tokenizer.encode(text.substring(0, settled));
      for (String more : List.of("", "w", " w", "s", "\n", "1", "!")) {
        assertThat(tokenizer.encode(text + more))
            .as(text + "|" + more)
            .isEqualTo(
                IntStream.concat(
                        Arrays.stream(beginning),
                        Arrays.stream(tokenizer.encode(text.substring(settled) + more)))
                    .toArray());
      }
    }
    assertThat(tokenizer.settled("low low low")).isEqualTo(7);
  }

  @Test
  void refusesAFileThatDoesNotSayHowToSplit() {
    assertThatThrownBy(() -> tokenizer("unheard-of"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use tokenizer gpt2 with tokenizer.ggml.pre unheard-of: it is none of [dbrx, gpt-2, gpt-4o, llama-bpe, olmo, pixtral, qwen2, refact, smollm, tekken]. Use a model with one of these.");
  }

  @Test
  void aFileThatDoesNotSayHowToSplitCanBeHelped() throws IOException {
    Path file = folder.resolve("model.gguf");
    vocabulary.write(file, null);
    try (GgufFile opened = GgufFile.open(file)) {
      assertThat(Tokenizer.from(opened.metadata(), "tekken").rules())
          .isEqualTo(tokenizer("tekken").rules());
      assertThatThrownBy(() -> Tokenizer.from(opened.metadata()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot use tokenizer gpt2: the file has no tokenizer.ggml.pre, so how text is split into words is not known. Convert the model again with a converter that writes it, or name it with model.pre-tokenizer.");
    }
  }

  @Test
  void whatAFileSaysIsNotOverruled() throws IOException {
    Path file = folder.resolve("model.gguf");
    vocabulary.write(file, "gpt-2");
    try (GgufFile opened = GgufFile.open(file)) {
      assertThat(Tokenizer.from(opened.metadata(), "gpt-2").rules()).contains("gpt-2");
      assertThatThrownBy(() -> Tokenizer.from(opened.metadata(), "tekken"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot split text as tekken does: the model's file says gpt-2 in tokenizer.ggml.pre. Remove model.pre-tokenizer.");
    }
  }

  @Test
  void refusesDamagedVocabularies() {
    vocabulary.merges().add("nothing here");
    assertThatThrownBy(() -> tokenizer("gpt-2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use the vocabulary: merge 3 does not make a piece of two. Convert the model again.");

    vocabulary.normal("日本");
    assertThatThrownBy(() -> tokenizer("gpt-2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not written in the byte alphabet");
  }
}
