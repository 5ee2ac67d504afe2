package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.jni.NativeLibraryTest;
import io.tramontane.testing.RandomModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of JVMs with other vector units, or none, have the bits that this JVM computes. */
@Tag("process")
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

  @Test
  void computesTheSameInJavaWhereTheLibraryCannotBeKeptAfterOneWarning() throws Exception {
    Finished jvm =
        run(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "-Djava.io.tmpdir=/proc/absent",
                "-Duser.home=/proc/absent"));

    assertThat(jvm.output()).contains(Long.toString(LogitsDigest.of(model)));
    assertThat(jvm.errors())
        .filteredOn(line -> line.contains("Cannot use native code"))
        .hasSize(NativeLibraryTest.isHere() ? 1 : 0)
        .allMatch(
            line ->
                line.startsWith("WARNING: Cannot use native code, computing in Java: ")
                    && line.contains("/proc/absent"));
  }

  @Test
  void jvmsThatStartAtOnceShareTheLibrarysFile() throws Exception {
    assumeTrue(NativeLibraryTest.isHere(), "this build has no native code for this machine");
    Path fresh = Files.createDirectory(folder.resolve("temporary"));
    List<String> options =
        List.of("--add-modules=jdk.incubator.vector", "-Djava.io.tmpdir=" + fresh);
    List<Process> jvms = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      jvms.add(start(options, "-" + i));
    }
    for (int i = 0; i < jvms.size(); i++) {
      assertThat(await(jvms.get(i), "-" + i).output())
          .contains(Long.toString(LogitsDigest.of(model)));
    }

    try (Stream<Path> files = Files.walk(fresh)) {
      assertThat(files.filter(Files::isRegularFile))
          .filteredOn(file -> !file.toString().contains("hsperfdata"))
          .singleElement()
          .asString()
          .matches(".*/libtramontane-[0-9a-f]{64}\\.so");
    }
  }

  private record Finished(List<String> output, List<String> errors) {}

  private Finished run(List<String> options) throws IOException, InterruptedException {
    return await(start(options, ""), "");
  }

  private Process start(List<String> options, String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx256m", "-Duser.language=en"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LogitsDigest.class.getName(), model.toString()));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("output" + name).toFile())
        .redirectError(folder.resolve("errors" + name).toFile())
        .start();
  }

  private Finished await(Process process, String name) throws IOException, InterruptedException {
    Path output = folder.resolve("output" + name);
    Path errors = folder.resolve("errors" + name);
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return new Finished(
        Files.readAllLines(output, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8));
  }
}
