package io.tramontane.task;

/**
 * A label and how probable it is.
 *
 * @param label as the task spells it
 * @param probability 0 to 1; those of all labels of a document sum to 1
 */
public record LabelScore(String label, double probability) {}
