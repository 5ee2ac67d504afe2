package io.tramontane.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the package's documentation, compiled as it stands and run. */
class ExampleTest {
  private static final Path DOCUMENTATION =
      Path.of("src/main/java/io/tramontane/djl/package-info.java");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n \\* \\}</pre>");
  private static final String PROGRAM =
      """
      import ai.djl.inference.*;
      import ai.djl.repository.zoo.*;
      import io.tramontane.backend.*;
      import io.tramontane.djl.*;
      import io.tramontane.generate.*;
      import io.tramontane.prompt.*;
      import io.tramontane.task.*;
      import java.nio.file.*;
      import java.util.*;

      public class Example {
        public static void main(String[] arguments) throws Exception {
          %s
        }
      }
      """;

  @Test
  void answers(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Example.java"), PROGRAM.formatted(example()));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", source.toString()))
        .isZero();

    assertThat(run(folder)).contains("Answer[values={\"output\": \"", "probability");
  }

  private static String example() throws IOException {
    MatchResult example =
        EXAMPLE.matcher(Files.readString(DOCUMENTATION)).results().findFirst().orElseThrow();
    return example
        .group(1)
        .replace(" * ", "")
        .replace("mixtral.gguf", "../../models/tramontane-tiny-q8_0.gguf");
  }

  /** What the program prints. */
  private static String run(Path folder) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
      return printed.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }
}
