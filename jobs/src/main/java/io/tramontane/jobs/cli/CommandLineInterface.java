package io.tramontane.jobs.cli;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.udf.model.ModelProvider;
import io.tramontane.version.SoftwareVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code tramontane} with its subcommands. */
@Command(
    name = "tramontane",
    description = "Runs Mixtral over large document collections on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything is committed.",
      "1:Failed.",
      "2:Bad usage, configuration or input; nothing was written.",
      "3:Finished, but more rows are errors than allowed.",
      "4:Stopped by a signal or the deadline; run the same command again to go on."
    })
public final class CommandLineInterface implements Runnable {
  /** What Java puts in the place of what it cannot read. */
  private static final char REPLACEMENT = '\uFFFD';

  private final StopSignal stop = new StopSignal();
  private final CommandLine commands;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Wires the commands to where models come from. */
  public CommandLineInterface(ModelProvider models) {
    commands =
        new CommandLine(this)
            .addSubcommand(new EnrichCommand(models, stop))
            .addSubcommand(new PlanCommand(models, stop))
            .addSubcommand(new VerifyCommand(models, stop))
            .addSubcommand(new ShowCommand(stop))
            .addSubcommand(new EvaluateCommand(stop))
            .addSubcommand(new StatusCommand())
            .addSubcommand(new RunsCommand())
            .addSubcommand(new SqlCommand(stop))
            .addSubcommand(new ModelCommand());
    commands.getSubcommands().values().forEach(CommandLineInterface::addHelp);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> handle(failure, command.getErr()));
    // Colours are control characters too, which the output does not let through.
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
  }

  /** Runs a command as the whole of this JVM, and ends it. */
  public void runAsProcess(String... arguments) {
    stop.install();
    int code = ExitCode.FAILED;
    try {
      code =
          execute(
              arguments,
              new PrintWriter(System.out, true, StandardCharsets.UTF_8),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    } finally {
      // Whatever happens: threads of Spark would keep the JVM, and a signal would wait for us.
      stop.commandEnded();
      stop.exit(code);
    }
  }

  /**
   * Runs a command and gives its exit code.
   *
   * @param err takes what goes wrong, without secrets
   */
  public int execute(String[] arguments, PrintWriter out, PrintWriter err) {
    PrintWriter safeOut = PrintableWriter.around(out);
    PrintWriter safeErr = PrintableWriter.around(new PrintWriter(new MaskingWriter(err), true));
    commands.setOut(safeOut).setErr(safeErr);
    try {
      requireWhole(arguments);
      return commands.execute(arguments);
    } catch (InvalidInputException | Error e) {
      // The library hands on errors as they are.
      return handle(e, safeErr);
    } finally {
      safeOut.flush();
      safeErr.flush();
    }
  }

  private static void requireWhole(String... arguments) {
    for (String argument : arguments) {
      if (argument.indexOf(REPLACEMENT) >= 0) {
        throw new InvalidInputException(
            "Cannot use argument %s: it has characters that %s, the encoding of this locale, lacks. Start with LC_ALL=C.UTF-8."
                .formatted(argument, System.getProperty("sun.jnu.encoding")));
      }
    }
  }

  /** Without a subcommand there is nothing to do but say so. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing a command.");
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new Help()));
    command.getSubcommands().values().forEach(CommandLineInterface::addHelp);
  }

  private int handle(Throwable failure, PrintWriter err) {
    if (stop.requested()) {
      err.println("Stopped before the end. Run the same command again to go on.");
      return ExitCode.STOPPED;
    }
    if (failure instanceof InvalidInputException) {
      err.println(failure.getMessage());
      return ExitCode.INVALID_INPUT;
    }
    explanation(failure).ifPresentOrElse(err::println, () -> failure.printStackTrace(err));
    return ExitCode.FAILED;
  }

  /** What people can act on, where the failure says it; Spark wraps the failures of its tasks. */
  private static Optional<String> explanation(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException
          || cause instanceof InsufficientResourcesException) {
        return Optional.ofNullable(cause.getMessage());
      }
      if (cause instanceof FSError) {
        return Optional.of(
            "Cannot write: %s. Make room or restore access, then start again."
                .formatted(cause.getMessage()));
      }
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(
            "Cannot go on: the Java heap of %s MiB does not suffice (%s). Give a larger one, or lower engine.max-text-bytes, engine.kv-memory or run.window-bytes."
                .formatted(Runtime.getRuntime().maxMemory() >> 20, cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  @Command(mixinStandardHelpOptions = true)
  private static final class Help {}

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"tramontane " + SoftwareVersion.get()};
    }
  }
}
