package io.tramontane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.testing.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the extension says on versions of Spark on which it was not tested. */
@Tag("process")
@Timeout(300)
class SparkVersionTest {
  private final Path errors;
  private final Path folder;

  SparkVersionTest(@TempDir Path folder) {
    this.folder = folder;
    this.errors = folder.resolve("errors");
  }

  @Test
  void anOlderOneOpensNoSession() throws IOException {
    try (TestJvm jvm = onSpark("3.5.8")) {
      assertThat(jvm.value("failure"))
          .isEqualTo(
              "Cannot use Tramontane on Spark 3.5.8: it works on Spark 4.0, 4.1, 4.2, 4.3. Run it on one of these.");
    }
  }

  @Test
  void aNewerOneThatHasAllThatIsNeededIsWarnedOfOnce() throws IOException {
    try (TestJvm jvm = onSpark("4.20.0")) {
      assertThat(jvm.value("opened")).isEqualTo("now");
    }
    assertThat(Files.readString(errors))
        .containsOnlyOnce(
            "Tramontane was tested on Spark 4.0, 4.1, 4.2, 4.3, not on 4.20.0, which has all classes and methods that it needs.");
  }

  @Test
  void aNewerOneThatLacksSomethingOpensNoSession() throws IOException {
    // The first in the class path holds, and this one has none of the methods.
    Path name = Path.of("org/apache/spark/sql/errors/QueryCompilationErrors.java");
    Path source = folder.resolve("source").resolve(name);
    Files.createDirectories(source.getParent());
    Files.writeString(
        source, "package org.apache.spark.sql.errors; public class QueryCompilationErrors {}");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()))
        .isZero();

    try (TestJvm jvm = onSpark("5.0.0")) {
      assertThat(jvm.value("failure"))
          .startsWith("Cannot use Tramontane on Spark 5.0.0: it lacks ")
          .contains("org.apache.spark.sql.errors.QueryCompilationErrors.wrongNumArgsError(")
          .endsWith(". Run it on Spark 4.0, 4.1, 4.2, 4.3.");
    }
  }

  /** Spark reads its version from the first such file in the class path. */
  private TestJvm onSpark(String version) throws IOException {
    Files.writeString(folder.resolve("spark-version-info.properties"), "version=" + version);
    return TestJvm.start(
        errors,
        OpenSession.class,
        List.of(
            "@../../conf/java-options",
            "-Dlog4j2.configurationFile=../../conf/log4j2.properties",
            "-Xbootclasspath/a:" + folder));
  }
}
