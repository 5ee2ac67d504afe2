package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelTokenizerTest {
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  private final Path folder;
  private final List<String> pieces = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();

  ByteLevelTokenizerTest(@TempDir Path folder) {
    this.folder = folder;
    IntStream.range(0, 256)
        .forEach(value -> add(String.valueOf(ByteAlphabet.character(value)), NORMAL));
    add("<|end|>", CONTROL);
    merge("l", "o");
    merge("Ġ", "w");
    merge("lo", "w");
  }

  private int add(String piece, int type) {
    pieces.add(piece);
    types.add(type);
    return pieces.size() - 1;
  }

  private void merge(String left, String right) {
    add(left + right, NORMAL);
    merges.add(left + " " + right);
  }

  private int id(String piece) {
    return pieces.indexOf(piece);
  }

  private Tokenizer tokenizer(String pre) throws IOException {
    Path file = folder.resolve("model.gguf");
    new GgufWriter()
        .metadata("tokenizer.ggml.model", MetadataValue.string("gpt2"))
        .metadata("tokenizer.ggml.pre", MetadataValue.string(pre))
        .metadata("tokenizer.ggml.tokens", MetadataValue.strings(pieces))
        .metadata(
            "tokenizer.ggml.token_type",
            MetadataValue.int32s(types.stream().mapToInt(type -> type).toArray()))
        .metadata("tokenizer.ggml.merges", MetadataValue.strings(merges))
        .metadata("tokenizer.ggml.eos_token_id", MetadataValue.uint32(id("<|end|>")))
        .write(file);
    try (GgufFile opened = GgufFile.open(file)) {
      return Tokenizer.from(opened.metadata());
    }
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
    int whole = add("wow", NORMAL);

    assertThat(tokenizer("llama-bpe").encode("wow")).containsExactly(whole);
    assertThat(tokenizer("gpt-2").encode("wow")).containsExactly(id("w"), id("o"), id("w"));
  }

  @Test
  void noTextBecomesWhatSteersTheModel() throws IOException {
    int think = add("<think>", USER_DEFINED);
    int spaces = add("   ", USER_DEFINED);
    Tokenizer tokenizer = tokenizer("gpt-2");

    assertThat(tokenizer.encode("<|end|><think>")).doesNotContain(id("<|end|>"), think);
    assertThat(tokenizer.encode("a   b")).containsExactly(id("a"), spaces, id("b"));
    assertThat(tokenizer.control("<think>")).hasValue(think);
    assertThat(tokenizer.control("<|end|>")).hasValue(id("<|end|>"));
    assertThat(tokenizer.control("low")).isEmpty();
    assertThat(tokenizer.bytes(id("<|end|>"))).isEmpty();
  }

  @Test
  void leavesOutBytesWithoutAPiece() throws IOException {
    pieces.set(id(String.valueOf(ByteAlphabet.character(0x1D))), "(lost)");
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
  void refusesDamagedVocabularies() {
    merges.add("nothing here");
    assertThatThrownBy(() -> tokenizer("gpt-2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use the vocabulary: merge 3 does not make a piece of two. Convert the model again.");

    add("日本", NORMAL);
    assertThatThrownBy(() -> tokenizer("gpt-2"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not written in the byte alphabet");
  }
}
