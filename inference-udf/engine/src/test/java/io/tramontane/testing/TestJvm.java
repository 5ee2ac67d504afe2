package io.tramontane.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of a test's own that runs a program of the test tree. It is ended by {@link #close}, or
 * when it takes longer than any test should wait.
 */
public final class TestJvm implements AutoCloseable {
  private static final int MAX_SECONDS = 300;

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private TestJvm(Process process, Path errors) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.errors = errors;
    CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
  }

  /**
   * Starts a program.
   *
   * @param errors receives what it writes to its standard error
   */
  public static TestJvm start(Path errors, Class<?> main, List<String> options, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new TestJvm(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** The rest of the next line of its output that begins with {@code key} and a space. */
  public String value(String key) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(key + " ")) {
        return line.substring(key.length() + 1);
      }
    }
    throw new AssertionError(
        "The program ended before it printed " + key + ": " + Files.readString(errors));
  }

  /** Ends it as kill -9 does. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Ends it. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      output.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.onExit().join();
  }
}
