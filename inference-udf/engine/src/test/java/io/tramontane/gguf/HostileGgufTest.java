package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file opens or is refused; it never crashes, hangs or exhausts memory. */
class HostileGgufTest {
  private static final int MUTATIONS = 2_000;

  private final Path folder;

  HostileGgufTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void refusesFileCutAnywhere() throws IOException {
    byte[] whole = whole();

    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("model.gguf"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(file))
          .as("cut to %s of %s bytes", length, whole.length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot open " + file + ": ")
          .hasMessageEndingWith("The file is damaged or incomplete: fetch or convert it again.");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {42, 43, 44})
  void survivesRandomDamage(long seed) {
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> damageAndOpen(seed));
  }

  private void damageAndOpen(long seed) throws IOException {
    byte[] whole = whole();
    Damage damage = new Damage(seed);
    int opened = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = damage.of(whole, whole.length);
      Path file = Files.write(folder.resolve("model.gguf"), damaged);
      try (GgufFile model = GgufFile.open(file)) {
        readAll(model);
        opened++;
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    }
    assertThat(opened).as("files that opened though damaged").isBetween(1, MUTATIONS - 1);
  }

  private static void readAll(GgufFile model) {
    for (String name : model.tensorNames()) {
      GgufTensor tensor = model.tensor(name);
      byte[] bytes = new byte[Math.toIntExact(tensor.bytes())];
      tensor.read(0, bytes, 0, bytes.length);
    }
    assertThat(model.metadata().values().toString()).isNotEmpty();
  }

  /** A small model with all that a header can hold; its last tensor ends with the file. */
  private byte[] whole() throws IOException {
    Path file = folder.resolve("whole.gguf");
    new GgufWriter()
        .alignment(32)
        .metadata("general.architecture", MetadataValue.string("llama"))
        .metadata("llama.block_count", MetadataValue.uint32(2))
        .metadata("llama.rope.freq_base", MetadataValue.float32(1e6f))
        .metadata("tokenizer.ggml.add_bos_token", MetadataValue.bool(true))
        .metadata("tokenizer.ggml.tokens", MetadataValue.strings(List.of("<unk>", "▁a", "")))
        .metadata("tokenizer.ggml.scores", MetadataValue.float32s(0, -1, -2))
        .metadata(
            "nested",
            MetadataValue.array(MetadataType.ARRAY, List.of(MetadataValue.int32s(1, 2, 3))))
        .tensor("token_embd.weight", TensorType.Q4_0, List.of(64L, 3L), new byte[108])
        .tensor("output_norm.weight", TensorType.F32, List.of(64L), new byte[256])
        .write(file);
    return Files.readAllBytes(file);
  }
}
