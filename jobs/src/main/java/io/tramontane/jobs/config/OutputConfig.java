package io.tramontane.jobs.config;

/**
 * Where the results go.
 *
 * @param path the folder of the runs
 */
public record OutputConfig(String path) {}
