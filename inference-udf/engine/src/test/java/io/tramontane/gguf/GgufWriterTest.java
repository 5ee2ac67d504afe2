package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  private final Path folder;

  GgufWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void streamsTensorsInPieces() throws IOException {
    Path path = folder.resolve("model.gguf");
    new GgufWriter()
        .tensor(
            "t",
            TensorType.F16,
            List.of(1L << 20, 3L),
            out -> {
              for (int i = 0; i < 3; i++) {
                out.write(new byte[(1 << 21) - 1]);
                out.write(i);
              }
            })
        .write(path);

    try (GgufFile file = GgufFile.open(path)) {
      byte[] target = new byte[1];
      file.tensor("t").read((3L << 21) - 1, target, 0, 1);
      assertThat(target).containsExactly(2);
    }
  }

  @Test
  void replacesFileOnlyWhenTheNewOneIsWhole() throws IOException {
    Path path = Files.writeString(folder.resolve("model.gguf"), "before");
    GgufWriter failing =
        new GgufWriter()
            .tensor(
                "t",
                TensorType.F32,
                List.of(4L),
                out -> {
                  throw new IOException("no more");
                });

    assertThatThrownBy(() -> failing.write(path))
        .isInstanceOf(IOException.class)
        .hasMessage("no more");
    assertThat(path).hasContent("before");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));

    new GgufWriter().write(path);
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.tensorNames()).isEmpty();
    }
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));
  }

  @Test
  void refusesSourceOfAnotherLength() {
    GgufWriter writer = new GgufWriter().tensor("t", TensorType.F32, List.of(4L), new byte[15]);

    assertThatThrownBy(() -> writer.write(folder.resolve("model.gguf")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot write tensor 't': its source gave 15 bytes, expected 16.");
  }

  @Test
  void refusesWhatNoReaderAccepts() {
    GgufWriter writer =
        new GgufWriter()
            .metadata("key", MetadataValue.bool(true))
            .tensor("t", TensorType.F32, List.of(1L), new byte[4]);

    assertRefused(
        () -> writer.metadata("key", MetadataValue.bool(true)),
        "Cannot add metadata 'key': it is there already.");
    assertRefused(
        () -> writer.metadata("general.alignment", MetadataValue.uint32(64)),
        "Cannot add general.alignment as metadata: use alignment().");
    assertRefused(
        () -> writer.tensor("t", TensorType.F32, List.of(1L), new byte[4]),
        "Cannot add tensor 't': it is there already.");
    assertRefused(
        () -> writer.tensor("u", TensorType.Q4_0, List.of(33L), new byte[18]),
        "Cannot add tensor 'u': its rows have 33 values, expected a multiple of 32 for Q4_0.");
    assertRefused(
        () -> writer.tensor("u", TensorType.F32, List.of(), new byte[4]),
        "Cannot add tensor 'u': it has 0 dimensions, expected 1 to 4.");
    assertRefused(
        () -> writer.tensor("u".repeat(65), TensorType.F32, List.of(1L), new byte[4]),
        "Cannot add '%s': its name takes 65 bytes, expected at most 64.".formatted("u".repeat(65)));
    assertRefused(
        () -> new GgufWriter().alignment(24),
        "Cannot align to 24 bytes: it is no power of two from 8 on.");
    assertRefused(
        () ->
            new GgufWriter()
                .metadata("key", MetadataValue.string("\ud83c"))
                .write(folder.resolve("model.gguf")),
        "Cannot write a text as UTF-8: it holds half a surrogate pair.");
  }

  @Test
  void refusesAlignmentAfterTensors() {
    GgufWriter writer = new GgufWriter().tensor("t", TensorType.F32, List.of(1L), new byte[4]);

    assertThatThrownBy(() -> writer.alignment(64))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot align to 64 bytes: set it before the first tensor.");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
