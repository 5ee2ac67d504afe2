package io.tramontane.jobs.measure;

/**
 * A figure and how sure it is.
 *
 * @param value over the documents at hand
 * @param low where the 95% bootstrap interval begins; see {@link Bootstrap}
 * @param high where it ends
 */
public record Estimate(double value, double low, double high) {}
