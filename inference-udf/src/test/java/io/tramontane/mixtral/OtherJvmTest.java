package io.tramontane.mixtral;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.gguf.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of JVMs with other vector units, or none, have the bits that this JVM computes. */
class OtherJvmTest {
  private final Path folder;
  private final Path model;

  OtherJvmTest(@TempDir Path folder) {
    this.folder = folder;
    this.model = RandomModel.mixtral(TensorType.Q8_0).write(folder.resolve("m.gguf"));
  }

  @Test
  void computesTheSameWithoutTheVectorApiAfterOneWarning() throws Exception {
    Finished jvm = run(List.of());

    assertThat(jvm.output()).containsExactly(Long.toString(LogitsDigest.of(model)));
    assertThat(jvm.errors())
        .filteredOn(line -> line.contains("vector"))
        .containsExactly(
            "WARNING: Cannot use vector instructions, computing many times slower: the module"
                + " jdk.incubator.vector is absent. Start Java with --add-modules"
                + " jdk.incubator.vector.");
  }

  /** 128 and 256 bits; this JVM takes the widest that the machine has. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void computesTheSameWithVectorsOfAnyWidth(int bytes) throws Exception {
    Finished jvm = run(List.of("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=" + bytes));

    assertThat(jvm.output())
        .filteredOn(line -> line.matches("-?\\d+"))
        .containsExactly(Long.toString(LogitsDigest.of(model)));
    assertThat(jvm.errors()).noneMatch(line -> line.contains("Cannot use vector instructions"));
  }

  private record Finished(List<String> output, List<String> errors) {}

  private Finished run(List<String> options) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx256m", "-Duser.language=en"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LogitsDigest.class.getName(), model.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return new Finished(
        Files.readAllLines(output, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8));
  }
}
