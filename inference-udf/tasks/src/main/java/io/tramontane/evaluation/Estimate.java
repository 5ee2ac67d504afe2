package io.tramontane.evaluation;

/**
 * The value of a metric, with its 95% bootstrap interval; see {@link Bootstrap}.
 *
 * @param value over the evaluated documents
 * @param low the interval's lower end
 * @param high its upper end
 */
public record Estimate(double value, double low, double high) {}
