package io.tramontane.jobs.cli;

import io.tramontane.udf.model.RegistryModels;

/** Where {@code scripts/tramontane} and {@code spark-submit} begin. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    new CommandLineInterface(new RegistryModels()).runAsProcess(arguments);
  }
}
