package io.tramontane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java code runs as it stands there. */
class ReadmeTest {
  private static final Path REPOSITORY = Path.of("../..");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final String PROGRAM =
      """
      import io.tramontane.generate.*;
      import io.tramontane.tokenizer.Tokenizer;
      import java.nio.file.Path;
      import java.util.*;

      public class Program {
        public static void main(String[] arguments) {
      %s
        }
      }
      """;

  @Test
  void theEngineAnswersABatchAsALibrary(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM.formatted(snippet()));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(failed).isZero();

    assertThat(run(folder))
        .hasSize(2)
        .allMatch(line -> line.startsWith("CompletionResult[text= "))
        .allMatch(line -> line.contains("finishReason=STOP"));
  }

  /** With the model's path as this module sees it. */
  private static String snippet() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(REPOSITORY.resolve("README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1).replace("\"models/", "\"" + REPOSITORY + "/models/");
  }

  private static String[] run(Path classes) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Program")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8).split("\n");
  }
}
