package io.tramontane.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A document, its gold, and the answers of one run or of two runs to compare.
 *
 * @param text the document's text; empty if it has none
 * @param gold the right answer; null unless its status is {@link GoldStatus#USABLE}
 * @param output the run's answer; null if its row is an error
 * @param probability of that answer, in 0 to 1; null if it has none
 * @param otherOutput the other run's answer; null if its row is an error or there is no other run
 * @param otherProbability of that answer, in 0 to 1; null if it has none
 */
public record EvaluatedDocument(
    String text,
    @Nullable String gold,
    @Nullable String output,
    @Nullable Double probability,
    @Nullable String otherOutput,
    @Nullable Double otherProbability) {}
