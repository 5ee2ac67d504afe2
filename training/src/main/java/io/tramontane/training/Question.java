package io.tramontane.training;

import java.util.function.Function;

/**
 * What is asked about a document, and where its right answer is.
 *
 * @param words the question
 * @param answer the right answer about a document
 */
record Question(String words, Function<PackageDescription, String> answer) {}
