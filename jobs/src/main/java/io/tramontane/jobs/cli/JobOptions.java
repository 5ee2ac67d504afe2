package io.tramontane.jobs.cli;

import io.tramontane.config.Problems;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.udf.model.ModelProvider;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code enrich} and {@code plan} are given: a file, and settings that go before its own. */
final class JobOptions {
  private static final Pattern QUOTED = Pattern.compile("^\"|\"$|^'.*'$");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, in HOCON.")
  private Path config = Path.of("");

  @Option(names = "--task", paramLabel = "TASK", description = "summarize or classify.")
  private @Nullable String task;

  @Option(names = "--input", paramLabel = "PATH", description = "The corpus.")
  private @Nullable String input;

  @Option(names = "--output", paramLabel = "PATH", description = "The folder of the runs.")
  private @Nullable String output;

  @Option(names = "--run-id", paramLabel = "ID", description = "The run's name.")
  private @Nullable String runId;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model, in GGUF: a path or a URL.")
  private @Nullable String model;

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "The labels of classify, with commas between.")
  private @Nullable List<String> labels;

  /**
   * Checks the job that is asked for.
   *
   * @throws io.tramontane.failure.InvalidInputException with all that is wrong with it
   */
  CheckedJob check(ModelProvider models, StartOptions start) {
    Problems problems = new Problems();
    ConfigSections sections = load(problems);
    return new Preflight(models, start, problems, HadoopSettings.read()).check(sections);
  }

  private ConfigSections load(Problems problems) {
    validateLabels(problems);
    Map<String, Object> settings = new LinkedHashMap<>();
    put(settings, "tramontane.task.type", task);
    put(settings, "tramontane.input.path", input);
    put(settings, "tramontane.output.path", output);
    put(settings, "tramontane.run.id", runId);
    put(settings, "tramontane.model.path", model);
    put(settings, "tramontane.task.classify.labels", labels);
    return ConfigLoader.load(config, settings, problems);
  }

  /** A shell's quotes are gone by now; others would be asked for as parts of labels. */
  private void validateLabels(Problems problems) {
    Stream.ofNullable(labels)
        .flatMap(List::stream)
        .filter(QUOTED.asPredicate())
        .map(
            "Cannot use --labels: the quotes of %s would be part of the label. Leave them out, and put labels with commas or quotes into the configuration."
                ::formatted)
        .forEach(problems::add);
  }

  private static void put(Map<String, Object> settings, String key, @Nullable Object value) {
    if (value != null) {
      settings.put(key, value);
    }
  }
}
