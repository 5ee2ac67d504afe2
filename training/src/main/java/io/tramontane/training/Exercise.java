package io.tramontane.training;

import io.tramontane.prompt.Task;
import java.util.function.Function;

/**
 * A question about documents, and where its right answers are.
 *
 * @param task what the job would be asked
 * @param answer the right answer about a document
 */
record Exercise(Task task, Function<PackageDescription, String> answer) {}
