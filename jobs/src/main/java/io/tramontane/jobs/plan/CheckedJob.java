package io.tramontane.jobs.plan;

import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.ModelIdentity;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A job in which {@link Preflight} found nothing wrong.
 *
 * @param config what the user asked for
 * @param model the model as it was found
 * @param fingerprint of every row to be written
 * @param corpus rows of {@link io.tramontane.schema.Document}, not yet read
 * @param folder the run's, fresh or of the same fingerprint
 */
public record CheckedJob(
    JobConfig config,
    ModelIdentity model,
    Fingerprint fingerprint,
    Dataset<Row> corpus,
    RunFolder folder) {}
