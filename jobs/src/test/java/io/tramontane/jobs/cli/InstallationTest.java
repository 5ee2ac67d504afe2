package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/tramontane} tells commands of the installation that it belongs to. */
class InstallationTest {
  private static final Path SCRIPT = Path.of("../scripts/tramontane");

  /** Stands for Java: says which folder it was told. */
  private static final String FAKE_JAVA =
      """
      #!/usr/bin/env bash
      if [[ $1 == -XshowSettings* ]]; then
        echo '    java.specification.version = 17' >&2
      else
        printf %s "$TRAMONTANE_HOME"
      fi
      """;

  @Test
  void itsFolderIsKnownWhereverACommandIsRun(@TempDir Path folder) throws Exception {
    Path home = Files.createDirectories(folder.resolve("installed here")).toRealPath();
    Path script = copy(SCRIPT, home.resolve("scripts/tramontane"));
    write(home.resolve("jobs/target/tramontane.jar"), "");
    write(home.resolve("java/bin/java"), FAKE_JAVA).toFile().setExecutable(true);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));

    ProcessBuilder command =
        new ProcessBuilder("bash", script.toString(), "sql", "-e", "SELECT 1")
            .directory(elsewhere.toFile());
    command.environment().remove("SPARK_HOME");
    command.environment().put("JAVA_HOME", home.resolve("java").toString());
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(told).isEqualTo(home.toString());
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    return Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
