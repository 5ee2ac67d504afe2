package io.tramontane.jobs.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the run is cut up and judged.
 *
 * @param id its name, safe as a folder's name
 * @param chunkTokens about how many tokens a chunk holds
 * @param windowDocuments the most documents that a task has with the model, or waiting behind one
 *     that the model is slow with
 * @param windowBytes the most bytes that these may have, a single document excepted
 * @param maxErrorRatio the share of error rows up to which the run is a success, in 0 to 1
 * @param maxAttempts how often a document is computed at most, where its rows are errors
 * @param reuse whether answers of other runs are taken over
 * @param stopGrace how long chunks in progress may go on when the run is to stop
 */
public record RunConfig(
    String id,
    int chunkTokens,
    int windowDocuments,
    long windowBytes,
    double maxErrorRatio,
    int maxAttempts,
    Reuse reuse,
    Duration stopGrace)
    implements Serializable {}
