package io.tramontane.jobs.cluster;

import io.tramontane.jobs.cli.CommandLineInterface;
import io.tramontane.jobs.cli.Main;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The commands, for the run {@link #RUN} of the sample corpus with the settings of the demo.
 *
 * @param folder for their files
 * @param properties of Spark
 */
record Commands(Path folder, Map<String, String> properties) {
  static final String RUN = "r";

  private static final Path DEMO = Path.of("../conf/demo.conf").toAbsolutePath().normalize();

  /** Where the hosts keep models of URLs. */
  Path modelCache() {
    return folder.resolve("models");
  }

  /**
   * Classifies a corpus, from a driver process of its own.
   *
   * @throws AssertionError with all output if that fails
   */
  void enrich(String corpus, String model, String output) throws IOException, InterruptedException {
    // The driver of a cluster computes nothing that would be worth a thorough compilation.
    List<String> options =
        new ArrayList<>(List.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    Path log = folder.resolve("driver.log");
    try (ServerProcess driver =
        ServerProcess.start(
            log,
            Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
            ServerProcess.java(
                options, Main.class.getName(), enrichArguments(corpus, model, output)))) {
      requireSuccess(driver.process().waitFor(), Files.readString(log));
    }
  }

  /** As {@link #enrich}, in this JVM and on {@code local[2]}. */
  void enrichHere(String corpus, String model, String output) throws IOException {
    here(enrichArguments(corpus, model, output));
  }

  /**
   * Checks the run against its manifest, in this JVM.
   *
   * @throws AssertionError with all output if it is not sound
   */
  void verifyHere(String output) {
    here(List.of("verify", "--output", output, "--run-id", RUN));
  }

  private List<String> enrichArguments(String corpus, String model, String output)
      throws IOException {
    Path config = folder.resolve("demo.conf");
    Files.writeString(
        config,
        """
        include file("%s")
        tramontane.model.cache.path = "%s"
        tramontane.engine.threads = 1
        """
            .formatted(DEMO, modelCache()));
    return List.of(
        "enrich",
        "--config",
        config.toString(),
        "--run-id",
        RUN,
        "--input",
        corpus,
        "--model",
        model,
        "--output",
        output);
  }

  private void here(List<String> arguments) {
    // A session takes its settings from the system's properties when it is opened, and a command
    // closes it.
    TestSpark.session().stop();
    properties.forEach(System::setProperty);
    System.setProperty("spark.master", "local[2]");
    StringWriter output = new StringWriter();
    try {
      int code =
          new CommandLineInterface(new RegistryModels())
              .execute(
                  arguments.toArray(String[]::new),
                  new PrintWriter(output),
                  new PrintWriter(output));
      requireSuccess(code, output.toString());
    } finally {
      properties.keySet().forEach(System::clearProperty);
      System.setProperty("spark.master", "local[2]");
    }
  }

  private static void requireSuccess(int code, String output) {
    if (code != 0) {
      throw new AssertionError("It ended with " + code + ":\n" + output);
    }
  }
}
