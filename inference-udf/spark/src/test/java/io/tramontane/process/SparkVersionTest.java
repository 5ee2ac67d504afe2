package io.tramontane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.testing.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the extension says on a Spark on which it does not work. */
@Tag("process")
@Timeout(300)
class SparkVersionTest {
  private final Path folder;

  SparkVersionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5.8", "4.20.0"})
  void anotherVersionOpensNoSession(String version) throws IOException {
    // Where Spark reads which version it is; the first in the class path holds.
    Files.writeString(folder.resolve("spark-version-info.properties"), "version=" + version);
    try (TestJvm jvm =
        TestJvm.start(
            folder.resolve("errors"),
            OpenSession.class,
            List.of("@../../conf/java-options", "-Xbootclasspath/a:" + folder))) {
      assertThat(jvm.value("failure"))
          .isEqualTo(
              "Cannot use Tramontane on Spark %s: it works on Spark 4.0, 4.1, 4.2, 4.3. Run it on one of these."
                  .formatted(version));
    }
  }
}
