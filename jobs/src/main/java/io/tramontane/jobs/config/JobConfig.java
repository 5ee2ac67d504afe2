package io.tramontane.jobs.config;

import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import io.tramontane.task.Task;
import java.io.Serializable;

/**
 * Everything that is configured, checked as far as it can be without looking outside.
 *
 * @param rendered every setting in force, as HOCON text that can be read again
 */
public record JobConfig(
    ModelConfig model,
    Task<?> task,
    InputConfig input,
    OutputConfig output,
    RunConfig run,
    EngineSettings engine,
    String rendered)
    implements Serializable {}
