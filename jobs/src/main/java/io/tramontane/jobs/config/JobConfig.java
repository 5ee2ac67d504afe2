package io.tramontane.jobs.config;

import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import io.tramontane.task.Task;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that is configured, checked as far as it can be without looking outside.
 *
 * @param rendered every setting in force, as JSON that can be read again but for what is masked in
 *     it
 * @param secrets what this process, and each that works for it, must not tell
 */
public record JobConfig(
    ModelConfig model,
    Task<?> task,
    InputConfig input,
    OutputConfig output,
    RunConfig run,
    EngineSettings engine,
    String rendered,
    List<String> secrets)
    implements Serializable {
  public JobConfig {
    secrets = List.copyOf(secrets);
  }
}
