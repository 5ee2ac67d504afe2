package io.tramontane.jobs.cluster;

import io.tramontane.jobs.testing.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster on this machine: a master and two workers of one core each, in
 * processes of their own, of the Spark jars that the tests are built with.
 */
final class SparkCluster implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final String PACKAGE = "org.apache.spark.deploy.";
  private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("Successfully registered with master (spark://\\S+)");

  private final Path folder;
  private final List<ServerProcess> processes = new ArrayList<>();
  private final String url;

  private SparkCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    // Where workers look for the jars of executors; these come by the class path of the tests.
    Files.createDirectories(folder.resolve("jars"));
    ServerProcess master = start("master", "127.0.0.1", "master.Master", "--port", "0");
    url = master.await(STARTED);
    List<ServerProcess> workers = new ArrayList<>();
    for (int number = 0; number < WORKERS; number++) {
      workers.add(
          start(
              "worker-" + number,
              // Hosts of their own: Spark runs no two copies of a task on one.
              "127.0.0." + (number + 1),
              "worker.Worker",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              work(number).toString(),
              url));
    }
    for (ServerProcess worker : workers) {
      worker.await(REGISTERED);
    }
  }

  /** Starts one, in a folder of its own. */
  static SparkCluster start(Path folder) throws IOException, InterruptedException {
    return new SparkCluster(Files.createDirectories(folder));
  }

  /** The properties of an application that runs on all of it. */
  Map<String, String> properties() {
    ClassArchive archive = ClassArchive.ofThisJvm();
    return Map.of(
        "spark.master", url,
        "spark.driver.host", "127.0.0.1",
        "spark.executor.memory", "768m",
        "spark.executor.extraJavaOptions",
            "%s @%s"
                .formatted(
                    String.join(" ", archive.options()),
                    Path.of("../.ci/java-options").toAbsolutePath().normalize()),
        "spark.executor.extraClassPath", archive.classPath(),
        // Both workers take part however fast one of them is.
        "spark.scheduler.minRegisteredResourcesRatio", "1",
        "spark.ui.enabled", "false",
        // As many as there are cores, not 200 of a few rows each.
        "spark.sql.shuffle.partitions", "2",
        "spark.cores.max", "2");
  }

  /** How many executors each worker has started since the cluster began. */
  List<Integer> executorsByWorker() throws IOException {
    List<Integer> executors = new ArrayList<>();
    for (int number = 0; number < WORKERS; number++) {
      Path work = work(number);
      // An executor's folder is WORK/APPLICATION/NUMBER.
      try (Stream<Path> files = Files.walk(work, 2)) {
        executors.add(
            (int) files.filter(path -> work.relativize(path).getNameCount() == 2).count());
      }
    }
    return executors;
  }

  /** The processes of the executors: what else the workers start is no JVM. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(server -> server.process().descendants())
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  private Path work(int worker) {
    return folder.resolve("work-" + worker);
  }

  private ServerProcess start(String name, String host, String main, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--host", host, "--webui-port", "0"));
    all.addAll(List.of(arguments));
    ServerProcess process =
        ServerProcess.start(
            folder.resolve(name + ".log"),
            Map.of(
                "SPARK_HOME",
                folder.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                host),
            ServerProcess.java(
                List.of(
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dspark.master.rest.enabled=false",
                    "-Dlog4j2.configurationFile=log4j2-cluster.properties"),
                PACKAGE + main,
                all));
    processes.add(process);
    return process;
  }

  /** Ends all processes. */
  @Override
  public void close() {
    processes.forEach(ServerProcess::close);
  }
}
