package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import io.tramontane.evaluation.EvaluatedDocument;
import io.tramontane.evaluation.Evaluator;
import io.tramontane.evaluation.GoldStatus;
import io.tramontane.jobs.corpus.DocumentText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * A few numbers for each document of a run: all that the driver holds of them. Immutable.
 *
 * <p>Documents are identified by their index, in an order that depends only on their identities, so
 * that samples drawn from them are the same at every evaluation, on any cluster.
 */
final class DocumentMetrics {
  /** In place of the index of a slice: the document has a value that is not among the slices. */
  static final int OTHER_SLICE = -1;

  /** In place of the index of a slice: the document has no value. */
  static final int NO_SLICE = -2;

  private static final int STATUS = 0;
  private static final int LENGTH = 1;
  private static final int SLICE = 2;
  private static final int MEASUREMENTS = 3;

  /** A status is stored as its index here. */
  private static final List<GoldStatus> STATUSES = List.of(GoldStatus.values());

  /** Determines the order of documents, so it must not depend on the size of the cluster. */
  private static final int PARTITIONS = 64;

  private final double[][] columns;

  private DocumentMetrics(double[][] columns) {
    this.columns = columns;
  }

  /** Has Spark compute the numbers where the documents are. */
  static DocumentMetrics collect(JoinedDocuments documents, Evaluator evaluator) {
    Map<String, Integer> slices =
        IntStream.range(0, documents.slices().size())
            .boxed()
            .collect(Collectors.toMap(documents.slices()::get, slice -> slice));
    int count = MEASUREMENTS + evaluator.measurements();
    List<double[][]> parts =
        documents
            .table()
            .repartition(PARTITIONS, col("doc_id"))
            .sortWithinPartitions("doc_id")
            .toJavaRDD()
            .mapPartitions(
                rows -> {
                  double[][] columns = columns(rows, evaluator, slices, count);
                  return List.<double[][]>of(columns).iterator();
                })
            .collect();
    return new DocumentMetrics(
        IntStream.range(0, count)
            .mapToObj(
                column ->
                    parts.stream().flatMapToDouble(part -> Arrays.stream(part[column])).toArray())
            .toArray(double[][]::new));
  }

  private static double[][] columns(
      Iterator<Row> rows, Evaluator evaluator, Map<String, Integer> slices, int count) {
    List<double[]> documents = new ArrayList<>();
    rows.forEachRemaining(row -> documents.add(numbers(row, evaluator, slices)));
    return IntStream.range(0, count)
        .mapToObj(column -> documents.stream().mapToDouble(numbers -> numbers[column]).toArray())
        .toArray(double[][]::new);
  }

  private static double[] numbers(Row row, Evaluator evaluator, Map<String, Integer> slices) {
    byte[] content = row.getAs("content");
    String text = content == null ? "" : DocumentText.decode(content).orElse("");
    GoldStatus status = goldStatus(row, evaluator);
    double[] measured = evaluator.measure(document(row, text, status));
    double[] numbers = new double[MEASUREMENTS + measured.length];
    numbers[STATUS] = STATUSES.indexOf(status);
    numbers[LENGTH] = text.codePointCount(0, text.length());
    String slice = row.getAs("slice_value");
    numbers[SLICE] = slice == null ? NO_SLICE : slices.getOrDefault(slice, OTHER_SLICE);
    System.arraycopy(measured, 0, numbers, MEASUREMENTS, measured.length);
    return numbers;
  }

  private static GoldStatus goldStatus(Row row, Evaluator evaluator) {
    if (row.getAs("found") == null) {
      return GoldStatus.OUTDATED;
    }
    String gold = row.getAs("gold");
    return gold == null ? GoldStatus.MISSING : evaluator.goldStatus(gold);
  }

  private static EvaluatedDocument document(Row row, String text, GoldStatus status) {
    return new EvaluatedDocument(
        text,
        status == GoldStatus.USABLE ? row.getAs("gold") : null,
        row.getAs("output"),
        row.getAs("probability"),
        row.getAs("other_output"),
        row.getAs("other_probability"));
  }

  /** How many documents there are. */
  int size() {
    return columns[STATUS].length;
  }

  /** How many of them have gold of this status. */
  int count(GoldStatus status) {
    return documents(status).length;
  }

  /** The documents that are evaluated. */
  int[] evaluated() {
    return documents(GoldStatus.USABLE);
  }

  private int[] documents(GoldStatus status) {
    int code = STATUSES.indexOf(status);
    return IntStream.range(0, size())
        .filter(document -> columns[STATUS][document] == code)
        .toArray();
  }

  /** How many characters a document has. */
  int length(int document) {
    return (int) columns[LENGTH][document];
  }

  /** The index of a document's slice, or {@link #OTHER_SLICE} or {@link #NO_SLICE}. */
  int slice(int document) {
    return (int) columns[SLICE][document];
  }

  /** What {@link Evaluator#measure} returned, as a column for each number; not a copy. */
  double[][] measurements() {
    return Arrays.copyOfRange(columns, MEASUREMENTS, columns.length);
  }
}
