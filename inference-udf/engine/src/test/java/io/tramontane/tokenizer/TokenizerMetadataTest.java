package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.testing.VocabularyBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerMetadataTest {
  private final VocabularyBuilder vocabulary =
      new VocabularyBuilder().bytes().normal("▁", "▁a", "a");
  private Path path;

  @BeforeEach
  void choosePath(@TempDir Path folder) {
    path = folder.resolve("model.gguf");
  }

  @Test
  void readsATokenizerOutOfAModelFile() throws IOException {
    Tokenizer tokenizer = read(complete("llama"));

    assertThat(tokenizer.encode("a")).containsExactly(vocabulary.id("▁a"));
    assertThat(tokenizer.addsBos()).isTrue();
    assertThat(tokenizer.bos()).hasValue(VocabularyBuilder.BOS);
    assertThat(tokenizer.eos()).isEqualTo(VocabularyBuilder.EOS);
    assertThat(tokenizer.vocabularySize()).isEqualTo(vocabulary.pieces().size());
  }

  @Test
  void readsWhatTheModelWantsInFront() throws IOException {
    Tokenizer tokenizer =
        read(
            complete("llama")
                .metadata("tokenizer.ggml.add_space_prefix", MetadataValue.bool(false))
                .metadata("tokenizer.ggml.add_bos_token", MetadataValue.bool(false)));

    assertThat(tokenizer.encode("a")).containsExactly(vocabulary.id("a"));
    assertThat(tokenizer.addsBos()).isFalse();
  }

  @Test
  void rejectsAnotherKindOfTokenizer() {
    assertThatThrownBy(() -> read(complete("bert")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use tokenizer bert: it is none of [gpt2, llama]. Use a model with one of these.");
  }

  @Test
  void rejectsAFileWithoutATokenizer() {
    assertThatThrownBy(() -> read(new GgufWriter()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tokenizer.ggml.model")
        .hasMessageContaining("the key is absent");
  }

  @Test
  void readsWhatItSaysOfItself() throws IOException {
    SentencePieceTokenizer tokenizer = (SentencePieceTokenizer) read(complete("llama"));
    GgufWriter writer = new GgufWriter();
    tokenizer.metadata().forEach(writer::metadata);

    assertThat(((SentencePieceTokenizer) read(writer)).metadata()).isEqualTo(tokenizer.metadata());
    assertThat(tokenizer.metadata())
        .containsEntry("tokenizer.ggml.token_type", MetadataValue.int32s(vocabulary.typeArray()))
        .containsEntry("tokenizer.ggml.scores", MetadataValue.float32s(vocabulary.scoreArray()))
        .containsEntry("tokenizer.ggml.tokens", MetadataValue.strings(vocabulary.pieces()));
  }

  private GgufWriter complete(String model) {
    return new GgufWriter()
        .metadata("tokenizer.ggml.model", MetadataValue.string(model))
        .metadata("tokenizer.ggml.tokens", MetadataValue.strings(vocabulary.pieces()))
        .metadata("tokenizer.ggml.scores", MetadataValue.float32s(vocabulary.scoreArray()))
        .metadata("tokenizer.ggml.token_type", MetadataValue.int32s(vocabulary.typeArray()))
        .metadata("tokenizer.ggml.bos_token_id", MetadataValue.uint32(VocabularyBuilder.BOS))
        .metadata("tokenizer.ggml.eos_token_id", MetadataValue.uint32(VocabularyBuilder.EOS));
  }

  private Tokenizer read(GgufWriter writer) throws IOException {
    writer.write(path);
    try (GgufFile file = GgufFile.open(path)) {
      return Tokenizer.from(file.metadata());
    }
  }
}
