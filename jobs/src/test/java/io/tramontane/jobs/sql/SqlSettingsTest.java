package io.tramontane.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlSettingsTest {
  private static final String MODEL = "spark.tramontane.model.path";

  private Path home;
  private Path file;

  @BeforeEach
  void createFolder(@TempDir Path folder) throws IOException {
    home = folder;
    file = Files.createDirectory(home.resolve("conf")).resolve("sql.properties");
  }

  private void write(String settings) throws IOException {
    Files.writeString(file, settings);
  }

  @Test
  void aRelativeModelOfTheInstallationIsInIt() throws IOException {
    write(MODEL + " models/tiny.gguf\nspark.tramontane.maxTokens 64\n");

    assertThat(SqlSettings.ofInstallation(home))
        .isEqualTo(
            Map.of(
                MODEL,
                home.resolve("models/tiny.gguf").toString(),
                "spark.tramontane.maxTokens",
                "64"));
  }

  @Test
  void othersAreWhereTheySay() throws IOException {
    write(MODEL + "=hdfs:///models/tiny.gguf");
    assertThat(SqlSettings.ofInstallation(home)).containsEntry(MODEL, "hdfs:///models/tiny.gguf");
    write(MODEL + "=/models/tiny.gguf");
    assertThat(SqlSettings.ofInstallation(home)).containsEntry(MODEL, "/models/tiny.gguf");
    write(MODEL + "=models/tiny.gguf");
    assertThat(SqlSettings.read(file)).containsEntry(MODEL, "models/tiny.gguf");
  }

  @Test
  void aByteOrderMarkIsNoPartOfAKey() throws IOException {
    write("\uFEFF" + MODEL + "=/models/tiny.gguf");

    assertThat(SqlSettings.read(file)).containsOnlyKeys(MODEL);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> SqlSettings.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read settings " + file);
  }
}
