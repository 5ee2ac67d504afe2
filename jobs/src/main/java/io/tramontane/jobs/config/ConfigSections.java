package io.tramontane.jobs.config;

import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import io.tramontane.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * The sections of a configuration, each empty where something in it is wrong. Lets the sound ones
 * be checked against the world before the user is told of all problems.
 *
 * @param rendered as in {@link JobConfig}
 * @param secrets as there
 */
public record ConfigSections(
    Optional<ModelConfig> model,
    Optional<Task<?>> task,
    Optional<InputConfig> input,
    Optional<OutputConfig> output,
    Optional<RunConfig> run,
    Optional<EngineSettings> engine,
    String rendered,
    List<String> secrets) {
  public ConfigSections {
    secrets = List.copyOf(secrets);
  }

  /** The whole configuration, where nothing in it is wrong. */
  public Optional<JobConfig> whole() {
    if (model.isEmpty()
        || task.isEmpty()
        || input.isEmpty()
        || output.isEmpty()
        || run.isEmpty()
        || engine.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new JobConfig(
            model.get(),
            task.get(),
            input.get(),
            output.get(),
            run.get(),
            engine.get(),
            rendered,
            secrets));
  }
}
