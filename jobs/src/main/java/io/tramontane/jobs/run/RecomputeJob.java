package io.tramontane.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.plan.Fingerprint;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.SparkRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Computes some rows of a run again, and compares them to the bit. Writes nothing. */
public final class RecomputeJob {
  private final SparkSession spark;
  private final Inference inference;

  public RecomputeJob(SparkSession spark, Inference inference) {
    this.spark = spark;
    this.inference = inference;
  }

  /**
   * Draws rows at random, with the settings that the manifest holds.
   *
   * @param count how many rows, at most
   * @param overrides settings that go before those of the run, such as where the model is now
   * @return everything that is not as the run has it; empty if all rows are the same
   * @throws InvalidInputException if the run's model, corpus or settings cannot be had again
   */
  public List<String> run(RunFolder run, int count, Map<String, Object> overrides) {
    RunManifest manifest =
        run.manifest()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot recompute rows of %s: it has no manifest. Complete the run first."
                            .formatted(run.path())));
    Problems problems = new Problems();
    ConfigSections sections = ConfigLoader.reload(manifest.getConfiguration(), overrides, problems);
    problems.throwIfAny();
    JobConfig config = sections.whole().orElseThrow();
    ModelIdentity model = inference.identify(config.model());
    requireSame(Fingerprint.of(model, config.task(), config.engine()), manifest, run);
    List<Enrichment> sample = sample(run, manifest, count);
    return compare(sample, recompute(sample, config, model, manifest.getFingerprint()));
  }

  private static void requireSame(Fingerprint now, RunManifest manifest, RunFolder run) {
    if (!now.digest().equals(manifest.getFingerprint())) {
      throw new InvalidInputException(
          "Cannot recompute rows of %s: what would shape them is not what it was: %s. Give the model and the software of the run."
              .formatted(
                  run.path(),
                  String.join("; ", now.differencesFrom(manifest.getFingerprintParts()))));
    }
  }

  private List<Enrichment> sample(RunFolder run, RunManifest manifest, int count) {
    return RunRows.of(spark, run, manifest.getFiles())
        .orderBy(rand())
        .limit(count)
        .collectAsList()
        .stream()
        .map(row -> SparkRows.record(row, Enrichment.class))
        .toList();
  }

  private Map<String, Enrichment> recompute(
      List<Enrichment> sample, JobConfig config, ModelIdentity model, String fingerprint) {
    Dataset<Row> documents =
        new CorpusSource(spark, config.input())
            .read()
            .where(
                col("doc_id").isInCollection(sample.stream().map(Enrichment::getDocId).toList()));
    Map<String, Enrichment> rows = new HashMap<>();
    ChunkedCorpus.pending(documents, null, 1, List.of())
        .toJavaRDD()
        .mapPartitions(answer(config, model, fingerprint, inference))
        .collect()
        .forEach(row -> rows.put(row.getDocId(), row));
    return rows;
  }

  private static FlatMapFunction<Iterator<Row>, Enrichment> answer(
      JobConfig config, ModelIdentity model, String fingerprint, Inference inference) {
    return rows -> {
      List<Row> window = new ArrayList<>();
      rows.forEachRemaining(window::add);
      if (window.isEmpty()) {
        return List.<Enrichment>of().iterator();
      }
      return new WindowAnswers(
              inference.open(config.model(), model, config.task(), config.engine()),
              new RowMaker(config.task().type(), model, fingerprint))
          .answer(window).stream().map(Answer::row).toList().iterator();
    };
  }

  private static List<String> compare(List<Enrichment> sample, Map<String, Enrichment> again) {
    return sample.stream()
        .map(row -> compare(row, again.get(row.getDocId())))
        .filter(finding -> !finding.isEmpty())
        .toList();
  }

  private static String compare(Enrichment row, @Nullable Enrichment again) {
    if (again == null) {
      return "Document %s is not in the input any more.".formatted(row.getDocId());
    }
    if (!row.getContentHash().equals(again.getContentHash())) {
      return "Document %s has another content than when the run was made."
          .formatted(row.getDocId());
    }
    List<String> columns =
        Enrichment.getClassSchema().getFields().stream()
            .filter(field -> !Objects.equals(row.get(field.pos()), again.get(field.pos())))
            .map(Schema.Field::name)
            .toList();
    return columns.isEmpty()
        ? ""
        : "Document %s: computed again, it differs in %s."
            .formatted(row.getDocId(), String.join(", ", columns));
  }
}
