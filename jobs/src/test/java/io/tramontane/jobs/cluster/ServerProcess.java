package io.tramontane.jobs.cluster;

import io.tramontane.jobs.testing.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process beside the test, whose output goes to a file. {@link #close} ends it, by force.
 *
 * @param log what it writes
 */
record ServerProcess(Process process, Path log) implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;

  /** Starts a command. */
  static ServerProcess start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new ServerProcess(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** The command that runs a program of the test's class path as a JVM of its own. */
  static List<String> java(List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("../conf/java-options").toAbsolutePath().normalize());
    ClassArchive archive = ClassArchive.ofThisJvm();
    command.addAll(archive.options());
    command.addAll(options);
    command.addAll(List.of("-cp", archive.classPath(), main));
    command.addAll(arguments);
    return command;
  }

  /**
   * The first group of a pattern in a line of its output. Waits until the line is there.
   *
   * @throws AssertionError with all output if the process ends before, or takes too long
   */
  String await(Pattern line) throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (System.currentTimeMillis() < end) {
      boolean alive = process.isAlive();
      Matcher found = line.matcher(Files.readString(log));
      if (found.find()) {
        return found.group(1);
      }
      if (!alive) {
        break;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("There is no line " + line + ":\n" + Files.readString(log));
  }

  /** Ends it. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
