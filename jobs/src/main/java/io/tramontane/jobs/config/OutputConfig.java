package io.tramontane.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where the results go.
 *
 * @param path the folder of the runs
 * @param table what they are published into when they are finished, or null
 */
public record OutputConfig(String path, @Nullable PublishConfig table) implements Serializable {}
