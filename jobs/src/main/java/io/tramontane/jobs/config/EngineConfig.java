package io.tramontane.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Speed and memory in each executor.
 *
 * @param threads how many compute; null is one for each processor that the JVM sees
 * @param kvMemory the most bytes for key-value caches
 * @param stepTokens the most tokens of one step through the model
 */
public record EngineConfig(@Nullable Integer threads, long kvMemory, int stepTokens)
    implements Serializable {}
