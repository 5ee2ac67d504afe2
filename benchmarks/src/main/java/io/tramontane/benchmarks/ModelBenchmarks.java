package io.tramontane.benchmarks;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code scripts/benchmark}. */
@Command(
    name = "benchmark",
    description = "Measures the engine on models of random weights, which it makes itself.",
    mixinStandardHelpOptions = true)
public final class ModelBenchmarks implements Runnable {
  private static final int FAILED = 1;
  private static final int INVALID_INPUT = 2;

  private final List<String> launcher;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * @param launcher the command that starts {@code tramontane} in a new process
   */
  ModelBenchmarks(List<String> launcher) {
    this.launcher = List.copyOf(launcher);
  }

  /**
   * Runs a command and ends the JVM.
   *
   * @param arguments the path of {@code scripts/tramontane}, then the command with its options
   */
  public static void main(String[] arguments) {
    int code =
        new ModelBenchmarks(List.of(arguments[0]))
            .execute(
                List.of(arguments).subList(1, arguments.length),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(code);
  }

  /** Runs a command and gives its exit code. */
  int execute(List<String> arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(this)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(ModelBenchmarks::handle)
        .execute(arguments.toArray(String[]::new));
  }

  /** Without a subcommand there is nothing to do but say so. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing a command: speed, profile, model or planning.");
  }

  private static int handle(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof InvalidInputException) {
      err.println(failure.getMessage());
      return INVALID_INPUT;
    }
    if (failure instanceof InsufficientResourcesException) {
      err.println(failure.getMessage());
    } else {
      failure.printStackTrace(err);
    }
    return FAILED;
  }

  /** What {@code speed} and {@code profile} have in common. */
  private static final class Conditions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--models",
        paramLabel = "FOLDER",
        description = "Where the models are kept, 5.4 GB; default ${DEFAULT-VALUE}.")
    private Path models = Path.of(System.getProperty("java.io.tmpdir"), "tramontane-benchmarks");

    @Option(
        names = "--threads",
        paramLabel = "T",
        description = "Threads that compute; default one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--arithmetic",
        paramLabel = "ARITHMETIC",
        description = "What products are computed in: int8 or float32; default ${DEFAULT-VALUE}.")
    private Arithmetic arithmetic = Arithmetic.INT8;

    @Option(
        names = "--quick",
        description = "A tiny model and few tokens: shows that all runs; the figures mean nothing.")
    private boolean quick;

    ModelFolder models() {
      return new ModelFolder(models, spec.commandLine().getErr());
    }

    int threads() {
      if (threads < 1) {
        throw new InvalidInputException(
            "Cannot compute with %s threads: give at least 1 by --threads.".formatted(threads));
      }
      return threads;
    }

    Arithmetic arithmetic() {
      return arithmetic;
    }

    Workload workload() {
      return quick ? Workload.QUICK : Workload.FULL;
    }

    PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "speed",
      description = "Prints what the machine can do, and what the engine does, as a table.",
      mixinStandardHelpOptions = true)
  void speed(@Mixin Conditions conditions) {
    SpeedReport.print(
        conditions.workload(),
        conditions.models(),
        new FirstToken(launcher, conditions.arithmetic()),
        conditions.arithmetic(),
        conditions.threads(),
        conditions.out());
  }

  @Command(
      name = "profile",
      description =
          "Prints where the time of prefill, decode and classification goes, in Java without native code.",
      mixinStandardHelpOptions = true)
  void profile(@Mixin Conditions conditions) {
    ProfileReport.print(
        conditions.workload(),
        conditions.models(),
        conditions.arithmetic(),
        conditions.threads(),
        conditions.out());
  }

  @Command(
      name = "model",
      description = "Writes a model of random weights.",
      mixinStandardHelpOptions = true)
  void model(
      @Option(
              names = "--shape",
              required = true,
              description = "Its sizes: ${COMPLETION-CANDIDATES}.")
          ModelShape shape,
      @Option(
              names = "--format",
              required = true,
              description = "Its weights: F32, F16, Q4_0, Q8_0, Q4_K, Q6_K or MXFP4.")
          TensorType format,
      @Parameters(paramLabel = "FILE", description = "Where to write it.") Path file) {
    ModelFolder.write(file, shape, format);
  }

  @Command(
      name = "planning",
      description =
          "Prints what a run costs before its first answers, by documents, in a corpus that is made.",
      mixinStandardHelpOptions = true)
  void planning(
      @Option(
              names = "--folder",
              required = true,
              description = "For the corpora, which are kept, and for the runs.")
          Path folder,
      @Option(
              names = "--bytes",
              description = "Of each document, about; default ${DEFAULT-VALUE}.",
              defaultValue = "1000")
          int bytes,
      @Option(
              names = "--chunk-tokens",
              description = "As in tramontane.run; default ${DEFAULT-VALUE}.",
              defaultValue = "100000")
          long chunkTokens,
      @Parameters(arity = "1..*", paramLabel = "DOCUMENTS", description = "How many.")
          List<Long> sizes) {
    PrintWriter out = spec.commandLine().getOut();
    Path model =
        new ModelFolder(folder, spec.commandLine().getErr())
            .model(ModelShape.TINY, TensorType.Q8_0);
    PlanningCost cost = new PlanningCost(launcher, model, folder);
    out.println(Machine.description());
    MarkdownTable table = new MarkdownTable(out, 11, PlanningCost.columns());
    for (long documents : sizes) {
      Path corpus = new SyntheticCorpus(documents, bytes).in(folder);
      table.row(PlanningCost.cells(documents, cost.of(corpus, chunkTokens)));
    }
  }
}
