package io.tramontane.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementTextTest {
  @Test
  void aByteOrderMarkIsNoPartOfAStatement(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("q.sql"), "\uFEFFSELECT 1;\nSELECT 2\n");

    assertThat(StatementText.statements(StatementText.read(file)))
        .containsExactly("SELECT 1", "\nSELECT 2\n");
  }

  @Test
  void anotherEncodingIsRefused(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("q.sql"), "\uFEFFSELECT 1", StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> StatementText.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot read statements of " + file + ": it is not UTF-8. Save it as UTF-8.");
  }
}
