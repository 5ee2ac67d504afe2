package io.tramontane.jobs.config;

import java.io.Serializable;

/**
 * Where the results go.
 *
 * @param path the folder of the runs
 */
public record OutputConfig(String path) implements Serializable {}
