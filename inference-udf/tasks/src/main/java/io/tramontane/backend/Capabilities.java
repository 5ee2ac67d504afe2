package io.tramontane.backend;

/**
 * What a backend can do beside generating text.
 *
 * @param labelProbabilities whether it computes the probabilities of labels
 * @param tokenCounts whether it knows how many tokens a text has
 * @param constraints whether it can keep an answer to a schema
 * @param deterministic whether the same question has the same answer to the bit, always
 */
public record Capabilities(
    boolean labelProbabilities, boolean tokenCounts, boolean constraints, boolean deterministic) {}
