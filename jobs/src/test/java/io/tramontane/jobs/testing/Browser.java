package io.tramontane.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Chromium, in which pages are opened. */
public final class Browser {
  private Browser() {}

  /**
   * Opens a page and gives how many of its charts were drawn. Makes sure that its scripts had
   * nothing to complain of. The test is skipped where there is no browser.
   *
   * @param folder for what the browser leaves behind
   */
  public static int canvasesDrawn(Path page, Path folder) throws Exception {
    Optional<Path> browser =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(path -> Path.of(path, "chromium"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "there is no chromium on the PATH");
    String dom = dom(browser.get(), page, folder);
    assertThat(Files.readString(folder.resolve("log"))).doesNotContain("CONSOLE");
    // The library gives a canvas a size when it has drawn it.
    return dom.split("<canvas [^>]*height: \\d+px", -1).length - 1;
  }

  private static String dom(Path browser, Path page, Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(folder.resolve("dom").toFile())
            .redirectError(folder.resolve("log").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(folder.resolve("dom"));
  }
}
