package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  private final Path folder;

  GgufFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void findsTensorsByName() throws IOException {
    try (GgufFile file = GgufFile.open(model())) {
      assertThat(file.hasTensor("t")).isTrue();
      assertThat(file.hasTensor("absent")).isFalse();
      assertThat(file.tensor("t").name()).isEqualTo("t");
      assertThat(file.tensor("t")).hasToString("'t' F32 [2, 1]");
      assertThatThrownBy(() -> file.tensor("absent"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot find tensor 'absent' in %s: none of its 1 tensors has that name. Use a whole model.",
              folder.resolve("model.gguf"));
    }
  }

  @Test
  void refusesMissingFile() {
    assertRefused(folder.resolve("absent.gguf"), "there is no such file. Check the path.");
  }

  @Test
  void refusesDirectory() {
    assertRefused(folder, "it is a directory. Give the path of a GGUF file.");
  }

  @Test
  @Timeout(10)
  void refusesWhatIsNoRegularFileWithoutWaitingForIt() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0,
        "This system has no mkfifo.");

    assertRefused(pipe, "it is no regular file. Give the path of a GGUF file.");
  }

  @Test
  void refusesFileThatMayNotBeRead() throws Exception {
    Path file = model();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
    List<String> command = new ArrayList<>();
    if (Files.isReadable(file)) {
      // The superuser reads what he likes, unless he gives up the capabilities that let him.
      command.addAll(List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(OpenModel.class.getName(), file.toString()));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "Cannot open " + file + ": access is denied. Make it readable for this user.");
  }

  @Test
  void followsLinks() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), model());

    try (GgufFile file = GgufFile.open(link)) {
      assertThat(file.paths()).containsExactly(link);
    }
  }

  @Test
  void closesTwiceAndKeepsItsMetadata() throws IOException {
    GgufFile file = GgufFile.open(model());

    file.close();
    file.close();

    assertThat(file.metadata().integer("answer")).isEqualTo(42);
    assertThatThrownBy(() -> file.tensor("t").read(0, new byte[8], 0, 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read " + folder.resolve("model.gguf") + ": it was closed.");
  }

  private Path model() throws IOException {
    Path file = folder.resolve("model.gguf");
    new GgufWriter()
        .metadata("answer", MetadataValue.uint32(42))
        .tensor("t", TensorType.F32, List.of(2L, 1L), new byte[8])
        .write(file);
    return file;
  }

  private static void assertRefused(Path file, String cause) {
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot open " + file + ": " + cause);
  }
}
