package io.tramontane.udf.model;

import java.util.Map;

/**
 * How tasks suit a model.
 *
 * @param maxDocumentTokens the most tokens of a document that the model would read
 * @param promptParts see {@link io.tramontane.backend.Session#promptParts}
 */
public record TaskFit(int maxDocumentTokens, Map<String, String> promptParts) {}
