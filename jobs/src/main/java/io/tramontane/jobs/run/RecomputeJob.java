package io.tramontane.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.config.RecordedSettings;
import io.tramontane.jobs.config.StandIns;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.corpus.KeptColumns;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.plan.Fingerprint;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.SparkRows;
import io.tramontane.schema.SparkSchemas;
import io.tramontane.udf.model.ModelProvider;
import io.tramontane.udf.model.TaskFit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Computes some rows of a run again, and compares them to the bit. Writes nothing. */
public final class RecomputeJob {
  private static final Set<String> NEEDED = Set.of("model", "task", "input", "engine");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final String NOT_FOUND = "Document %s is not in the input any more.";

  private final SparkSession spark;
  private final ModelProvider models;

  public RecomputeJob(SparkSession spark, ModelProvider models) {
    this.spark = spark;
    this.models = models;
  }

  /**
   * Draws rows at random, with the settings that the manifest holds.
   *
   * @param count how many rows, at most
   * @param standIns settings in the place of the run's, such as where the model is now
   * @return everything that is not as the run has it; empty if all rows are the same
   * @throws InvalidInputException if the run's model, corpus or settings cannot be had again
   */
  public List<String> run(RunFolder run, int count, StandIns standIns) {
    RunManifest manifest =
        run.manifest()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot recompute rows of %s: it has no manifest. Complete the run first."
                            .formatted(run.path())));
    Problems problems = new Problems();
    RecordedSettings recorded =
        new RecordedSettings(
            manifest.getRunId(),
            manifest.getConfiguration(),
            run.path().toUri(),
            NEEDED,
            cache -> cachedModel(cache, manifest));
    ConfigSections sections = ConfigLoader.reload(recorded, standIns, problems);
    problems.throwIfAny();
    JobConfig config = sections.whole().orElseThrow();
    ModelIdentity model = models.identify(config.model());
    TaskFit fit = models.fit(config.model(), List.of(config.task()));
    requireSame(
        Fingerprint.of(model, config.task(), config.engine(), fit.promptParts()), manifest, run);
    Map<String, Row> sample = sample(run, manifest, count);
    Map<String, String> findings = recompute(sample, config, model, manifest);
    return sample.keySet().stream()
        .map(id -> findings.getOrDefault(id, NOT_FOUND.formatted(id)))
        .filter(finding -> !finding.isEmpty())
        .toList();
  }

  /** The manifest's word is enough for a digest: whatever has it is that model. */
  private Optional<String> cachedModel(ModelConfig.Cache cache, RunManifest manifest) {
    String digest = manifest.getFingerprintParts().getOrDefault(Fingerprint.MODEL, "");
    return DIGEST.matcher(digest).matches() && models.isCached(cache, digest)
        ? Optional.of(ModelConfig.cachedPath(digest))
        : Optional.empty();
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

  /** Rows by the identity of their document. */
  private Map<String, Row> sample(RunFolder run, RunManifest manifest, int count) {
    Map<String, Row> sample = new LinkedHashMap<>();
    RunRows.of(spark, run, manifest.getFiles())
        .orderBy(rand())
        .limit(count)
        .collectAsList()
        .forEach(row -> sample.put(row.getAs("doc_id"), row));
    return sample;
  }

  /**
   * By the identity of each document that the corpus holds, how it differs; empty if it does not.
   */
  private Map<String, String> recompute(
      Map<String, Row> sample, JobConfig config, ModelIdentity model, RunManifest manifest) {
    Dataset<Row> documents =
        CorpusSource.read(spark, config.input().withoutKept(), manifest.getInputTables())
            .where(col("doc_id").isInCollection(sample.keySet()));
    StructType rowType = SparkSchemas.of(RowSchema.of(config.task()));
    Map<String, String> findings = new HashMap<>();
    ChunkedCorpus.pending(documents, rowType, Optional.empty(), 1, List.of())
        .toJavaRDD()
        .mapPartitions(compare(sample, config, model, manifest.getFingerprint(), models))
        .collect()
        .forEach(finding -> findings.put(finding.docId(), finding.text()));
    return findings;
  }

  /** What is to be said of a document. */
  private record Finding(String docId, String text) implements Serializable {}

  private static FlatMapFunction<Iterator<Row>, Finding> compare(
      Map<String, Row> sample,
      JobConfig config,
      ModelIdentity model,
      String fingerprint,
      ModelProvider models) {
    return documents -> {
      Secrets.keep(config.secrets());
      List<Finding> findings = new ArrayList<>();
      if (documents.hasNext()) {
        RowMaker rows = new RowMaker(config.task(), model, fingerprint, KeptColumns.NONE);
        try (Session session =
            models.open(config.model(), model, List.of(config.task()), config.engine())) {
          ChunkAnswers answers = ChunkAnswers.of(documents, session, config, TaskContext.get());
          while (answers.hasNext()) {
            AnsweredDocument answered = answers.next();
            ReadDocument document = answered.document();
            GenericRecord again = rows.row(document, answered.outcome());
            Row row = Objects.requireNonNull(sample.get(document.docId()));
            findings.add(
                new Finding(
                    document.docId(), compare(SparkRows.record(row, rows.schema()), again)));
          }
        }
      }
      return findings.iterator();
    };
  }

  private static String compare(GenericRecord row, GenericRecord again) {
    if (!row.get("content_hash").equals(again.get("content_hash"))) {
      return "Document %s has another content than when the run was made."
          .formatted(row.get("doc_id"));
    }
    List<String> columns =
        row.getSchema().getFields().stream()
            .map(Schema.Field::name)
            .filter(column -> !Objects.equals(row.get(column), again.get(column)))
            .toList();
    return columns.isEmpty()
        ? ""
        : "Document %s: computed again, it differs in %s."
            .formatted(row.get("doc_id"), String.join(", ", columns));
  }
}
