/**
 * The data that crosses the system's borders, as Avro schemas with their generated classes.
 *
 * <ul>
 *   <li>{@link io.tramontane.schema.Document}: what is read.
 *   <li>{@link io.tramontane.schema.Enrichment}: one result row, with its {@link
 *       io.tramontane.schema.Score}s, its {@link io.tramontane.schema.EnrichmentError} and the
 *       {@link io.tramontane.schema.ModelIdentity} that answered.
 *   <li>{@link io.tramontane.schema.RunPlan}, {@link io.tramontane.schema.ChunkEntry} and {@link
 *       io.tramontane.schema.RunManifest}: what a run will do, has done so far, and did; kept as
 *       JSON beside the rows.
 *   <li>{@link io.tramontane.schema.SparkSchemas}: the same records as Spark's types.
 * </ul>
 */
@NullMarked
package io.tramontane.schema;

import org.jspecify.annotations.NullMarked;
