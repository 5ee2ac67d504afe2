package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that llama.cpp wrote; the expected sizes are those of the parity set's description. */
class ParityFilesTest {
  private static final long WIDTH = 256;
  private static final long VOCABULARY = 384;
  private static final long EXPERTS = 4;
  private static final long KEY_WIDTH = WIDTH / 8 * 2;

  private final String folder = System.getProperty("parity.dir", "");

  @BeforeEach
  void requireFolder() {
    assumeFalse(folder.isEmpty(), "System property parity.dir names no folder of reference files.");
  }

  /** In that of gpt-oss alone there is no Mixtral. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MXFP4")
  void opensMixtralInEveryFormat(TensorType type) {
    try (GgufFile file = open("mixtral-" + type.name().toLowerCase(Locale.ROOT) + ".gguf")) {
      assertThat(shape(file, "token_embd.weight")).containsExactly(WIDTH, VOCABULARY);
      assertThat(shape(file, "output_norm.weight")).containsExactly(WIDTH);
      for (int layer = 0; layer < 2; layer++) {
        String prefix = "blk." + layer + ".";
        assertThat(shape(file, prefix + "attn_q.weight")).containsExactly(WIDTH, WIDTH);
        assertThat(shape(file, prefix + "attn_k.weight")).containsExactly(WIDTH, KEY_WIDTH);
        assertThat(shape(file, prefix + "ffn_gate_inp.weight")).containsExactly(WIDTH, EXPERTS);
        assertThat(shape(file, prefix + "ffn_up_exps.weight")).hasSize(3).endsWith(EXPERTS);
      }
      assertThat(file.hasTensor("blk.2.attn_q.weight")).isFalse();
      assertThat(file.tensorNames())
          .as("tensors of the format that the file is named after")
          .anyMatch(name -> file.tensor(name).type() == type);
      assertThat(file.metadata().integer("llama.expert_count")).isEqualTo(4);
      assertThat(file.metadata().strings("tokenizer.ggml.tokens")).hasSize(384);
      readAll(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral-dense-q8_0.gguf", "mistral-headdim-f16.gguf"})
  void opensModelsWithoutExperts(String name) {
    try (GgufFile file = open(name)) {
      assertThat(file.metadata().has("llama.expert_count")).isFalse();
      assertThat(shape(file, "token_embd.weight")).startsWith(WIDTH);
      readAll(file);
    }
  }

  @Test
  void opensVocabularyWithoutTensors() {
    try (GgufFile file = open("mixtral-vocab.gguf")) {
      assertThat(file.tensorNames()).isEmpty();
      assertThat(file.metadata().strings("tokenizer.ggml.tokens"))
          .hasSize(32_000)
          .startsWith("<unk>", "<s>", "</s>", "<0x00>");
      assertThat(file.metadata().floats("tokenizer.ggml.scores")).hasSize(32_000);
    }
  }

  /** Only if nothing was lost, and laid out as llama.cpp does, are the copies equal. */
  @Test
  void copiesEveryFileToTheByte(@TempDir Path target) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      List<Path> models = files.filter(file -> file.toString().endsWith(".gguf")).toList();
      assertThat(models).hasSizeGreaterThanOrEqualTo(18);
      for (Path model : models) {
        Path copy = target.resolve(model.getFileName());
        copy(model, copy);
        assertThat(copy).hasSameBinaryContentAs(model);
      }
    }
  }

  private static void copy(Path model, Path copy) throws IOException {
    try (GgufFile file = GgufFile.open(model)) {
      GgufWriter writer = new GgufWriter();
      file.metadata().values().forEach(writer::metadata);
      for (String name : file.tensorNames()) {
        GgufTensor tensor = file.tensor(name);
        writer.tensor(name, tensor.type(), tensor.shape(), content(tensor));
      }
      writer.write(copy);
    }
  }

  private GgufFile open(String name) {
    return GgufFile.open(Path.of(folder, name));
  }

  private static List<Long> shape(GgufFile file, String tensor) {
    return file.tensor(tensor).shape();
  }

  private static void readAll(GgufFile file) {
    for (String name : file.tensorNames()) {
      byte[] bytes = content(file.tensor(name));
      assertThat(bytes).as(name).isNotEqualTo(new byte[bytes.length]);
    }
  }

  private static byte[] content(GgufTensor tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.bytes())];
    tensor.read(0, bytes, 0, bytes.length);
    return bytes;
  }
}
