package io.tramontane.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command as a process of its own, with what it prints in a file. */
public final class CommandProcess implements AutoCloseable {
  /** How long a process may take. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;

  private CommandProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts one with {@link FakeModels} behind it. */
  public static CommandProcess start(Path log, List<String> javaOptions, String... arguments)
      throws IOException {
    return start(log, FakeMain.class, javaOptions, arguments);
  }

  /** Starts one. */
  public static CommandProcess start(
      Path log, Class<?> main, List<String> javaOptions, String... arguments) throws IOException {
    return startWithin(List.of(), log, main, javaOptions, arguments);
  }

  /**
   * Starts one by another program.
   *
   * @param starter the program with its arguments, which runs the command that stands behind these
   */
  public static CommandProcess startWithin(
      List<String> starter, Path log, Class<?> main, List<String> javaOptions, String... arguments)
      throws IOException {
    ClassArchive archive = ClassArchive.ofThisJvm();
    List<String> options = new ArrayList<>(archive.options());
    options.addAll(javaOptions);
    return start(starter, log, main, archive.classPath(), options, arguments);
  }

  static CommandProcess start(
      List<String> starter,
      Path log,
      Class<?> main,
      String classPath,
      List<String> javaOptions,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        List.of(
            // Its life is short. But without the compiler's last tier a real model takes minutes.
            main == FakeMain.class
                ? "-XX:TieredStopAtLevel=1"
                : "@" + Path.of("../.ci/java-options").toAbsolutePath().normalize(),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.sql.shuffle.partitions=3"));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new CommandProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  /** All that it has printed. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends SIGSTOP: it does nothing more until it is resumed, not even give a heartbeat. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Whether it does nothing until it is resumed. */
  public boolean isSuspended() throws IOException {
    // The third field, man 5 proc.
    return Files.readString(Path.of("/proc/%s/stat".formatted(process.pid()))).contains(") T ");
  }

  /** Sends SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
        .isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
