package io.tramontane.jobs.cli;

import io.tramontane.jobs.model.EngineInference;

/** Where {@code scripts/tramontane} and {@code spark-submit} begin. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    new CommandLineInterface(new EngineInference()).runAsProcess(arguments);
  }
}
