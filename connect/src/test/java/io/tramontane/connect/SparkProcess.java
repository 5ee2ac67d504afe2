package io.tramontane.connect;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application of Spark in a process of its own, started as {@code spark-submit} does, with the
 * job's jar and the settings of the embedded model. {@link #close} ends it, by force.
 */
final class SparkProcess implements AutoCloseable {
  /** Paths of settings and statements begin here. */
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path log;

  private SparkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A server of Spark Connect on a free port. */
  static SparkProcess server(Path folder) throws IOException {
    return submit(
        folder.resolve("server"),
        List.of(
            "--properties-file",
            "conf/sql.properties",
            "--conf",
            "spark.sql.extensions=io.tramontane.udf.TramontaneExtensions",
            "--conf",
            "spark.connect.grpc.binding.port=0",
            "--jars",
            "jobs/target/tramontane.jar",
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "spark-internal"));
  }

  /** Runs statements of SQL in a classic session. */
  static SparkProcess classic(Path folder, String statements) throws IOException {
    return submit(
        folder.resolve("classic"),
        List.of(
            "--class",
            "io.tramontane.jobs.cli.Main",
            "jobs/target/tramontane.jar",
            "sql",
            "-e",
            statements));
  }

  private static SparkProcess submit(Path folder, List<String> arguments) throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@conf/java-options");
    command.addAll(
        List.of(
            "-Xmx768m",
            "-cp",
            "jobs/target/spark-jars/*" + File.pathSeparator + "connect/target/server-jars/*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.driver.host=localhost",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.warehouse.dir=" + folder.resolve("warehouse")));
    command.addAll(arguments);
    Path log = folder.resolve("log");
    return new SparkProcess(
        new ProcessBuilder(command)
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start(),
        log);
  }

  /**
   * Waits until it has done its work.
   *
   * @throws AssertionError with all output if it fails or takes too long
   */
  void awaitSuccess() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("It has not succeeded:\n" + Files.readString(log));
    }
  }

  /**
   * The first group of a pattern in its output. Waits until it is there.
   *
   * @throws AssertionError with all output if it ends before, or takes too long
   */
  String await(Pattern text) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      boolean alive = process.isAlive();
      Matcher found = text.matcher(Files.readString(log));
      if (found.find()) {
        return found.group(1);
      }
      if (!alive) {
        break;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("There is no " + text + ":\n" + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
