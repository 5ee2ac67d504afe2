package io.tramontane.generate;

/**
 * Find the probability of each label as the answer to the prompt, without generating.
 *
 * @param prompt what the model reads first
 * @param labels the possible answers
 */
public record LabelRequest(Prompt prompt, LabelTree labels) implements InferenceRequest {}
