package io.tramontane.jobs.testing;

import io.tramontane.jobs.cli.CommandLineInterface;

/** The command line with {@link FakeModels} behind it, for child processes. */
public final class FakeMain {
  private FakeMain() {}

  public static void main(String[] arguments) {
    new CommandLineInterface(new FakeModels()).runAsProcess(arguments);
  }
}
