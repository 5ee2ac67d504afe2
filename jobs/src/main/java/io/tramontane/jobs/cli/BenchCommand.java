package io.tramontane.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.throughput.ResidentMemory;
import io.tramontane.throughput.Throughput;
import io.tramontane.transformer.Transformer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measures a model's speed, the median of three runs after one, and the process's memory; prints JSON.")
final class BenchCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();
  @Mixin private final ArithmeticOptions arithmetic = new ArithmeticOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--prompt",
      defaultValue = "512",
      paramLabel = "N",
      description = "Tokens of each prompt; default ${DEFAULT-VALUE}.")
  private int prompt;

  @Option(
      names = "--sequences",
      defaultValue = "4",
      paramLabel = "B",
      description = "Sequences computed together; default ${DEFAULT-VALUE}.")
  private int sequences;

  @Option(
      names = "--generate",
      defaultValue = "32",
      paramLabel = "G",
      description = "Tokens to generate in each; default ${DEFAULT-VALUE}.")
  private int generate;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads that compute; default one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    if (prompt < 1 || sequences < 1 || generate < 1 || threads < 1) {
      throw new InvalidInputException(
          "Cannot measure --prompt %s --sequences %s --generate %s --threads %s: each must be at least 1."
              .formatted(prompt, sequences, generate, threads));
    }
    try (GgufFile file = model.open();
        WorkerPool pool = new WorkerPool(threads)) {
      Transformer transformer = new Transformer(file, arithmetic.compute(), pool);
      Throughput throughput =
          Throughput.measure(transformer, arithmetic.kvFormat(), prompt, sequences, generate);
      ObjectNode result = new ObjectMapper().createObjectNode();
      result.put("prefill_tok_s", rounded(throughput.prefill()));
      result.put("decode_tok_s", rounded(throughput.decode()));
      ResidentMemory.read()
          .ifPresent(
              memory -> {
                result.put("rss_anon_mib", memory.anonymous());
                result.put("rss_file_mib", memory.file());
              });
      spec.commandLine().getOut().println(result);
    }
    return ExitCode.OK;
  }

  private static double rounded(double rate) {
    return Math.round(rate * 10) / 10.0;
  }
}
