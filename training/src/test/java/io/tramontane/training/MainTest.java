package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
  }

  @Test
  void aCatalogThatIsNotThereIsTheUsersMistake(@TempDir Path folder) {
    Path work = folder.resolve("work");

    assertThat(run("model", "--catalog", folder + "/none", "--work", work.toString())).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "Cannot read the catalog %s/none: there is no such file. Make it with scripts/fetch-catalog.sh.%n"
                .formatted(folder));
    assertThat(work).doesNotExist();
  }

  @Test
  void aLineThatIsNoDescriptionIsNamed(@TempDir Path folder) throws IOException {
    Path catalog = Files.writeString(folder.resolve("catalog"), "{}\n{\n");

    assertThat(run("baseline", "--catalog", catalog.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot read line 2 of " + catalog + ": ");
  }

  @Test
  void itMustLearnFromSomething() {
    assertThat(run("model", "--tokens", "0")).isEqualTo(2);
    assertThat(err)
        .hasToString("Cannot learn from 0 tokens: it must be at least 1. Give more.%n".formatted());
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("Missing a command: model or baseline.");
  }
}
