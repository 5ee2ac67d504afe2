package io.tramontane.jobs.config;

import java.io.Serializable;

/**
 * How the run is cut up and judged.
 *
 * @param id its name, safe as a folder's name
 * @param chunkDocuments how many documents a chunk holds on average
 * @param windowDocuments how many documents a task gives to the model at once
 * @param maxErrorRatio the share of error rows up to which the run is a success, in 0 to 1
 */
public record RunConfig(String id, int chunkDocuments, int windowDocuments, double maxErrorRatio)
    implements Serializable {}
