package io.tramontane.training;

import io.tramontane.failure.InvalidInputException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line of {@code scripts/train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Makes the embedded model, and what it is compared with.",
    subcommands = {TrainCommand.class, BaselineCommand.class})
public final class Main implements Runnable {
  private static final int FAILED = 1;
  private static final int INVALID_INPUT = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs a command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::handle);
  }

  /** Without a subcommand there is nothing to do but say so. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command: model or baseline.");
  }

  private static int handle(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof InvalidInputException) {
      err.println(failure.getMessage());
      return INVALID_INPUT;
    }
    failure.printStackTrace(err);
    return FAILED;
  }
}
