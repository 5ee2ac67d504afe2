/**
 * The job on real parts: a Spark cluster, HDFS, an object store, each in processes of their own.
 *
 * <p>{@link io.tramontane.jobs.cluster.ClusterTest} runs the same corpus on all of them and has
 * DuckDB compare the rows.
 */
@NullMarked
package io.tramontane.jobs.cluster;

import org.jspecify.annotations.NullMarked;
