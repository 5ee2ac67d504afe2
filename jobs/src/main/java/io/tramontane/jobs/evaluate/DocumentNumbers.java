package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

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
 * A few numbers about each document of a run: all that the driver holds of them. Immutable.
 *
 * <p>Documents are known by their index, in an order that depends on their identities alone, so
 * that samples drawn of them are the same at every evaluation, on any cluster.
 */
final class DocumentNumbers {
  /** In place of the index of a slice: the document has a value that is not among the slices. */
  static final int OTHER_SLICE = -1;

  /** In place of the index of a slice: the document has no value. */
  static final int NO_SLICE = -2;

  private static final int STANDING = 0;
  private static final int LENGTH = 1;
  private static final int SLICE = 2;
  private static final int OF_TASK = 3;

  /** Decides the order of documents, so it must not follow the size of the cluster. */
  private static final int PARTITIONS = 64;

  private final double[][] columns;

  private DocumentNumbers(double[][] columns) {
    this.columns = columns;
  }

  /** Has Spark make the numbers where the documents are. */
  static DocumentNumbers collect(EvaluatedDocuments documents, NumbersOfDocument task) {
    Map<String, Integer> slices =
        IntStream.range(0, documents.slices().size())
            .boxed()
            .collect(Collectors.toMap(documents.slices()::get, slice -> slice));
    int count = OF_TASK + task.count();
    List<double[][]> parts =
        documents
            .table()
            .repartition(PARTITIONS, col("doc_id"))
            .sortWithinPartitions("doc_id")
            .toJavaRDD()
            .mapPartitions(
                rows -> {
                  double[][] columns = columns(rows, task, slices, count);
                  return List.<double[][]>of(columns).iterator();
                })
            .collect();
    return new DocumentNumbers(
        IntStream.range(0, count)
            .mapToObj(
                column ->
                    parts.stream().flatMapToDouble(part -> Arrays.stream(part[column])).toArray())
            .toArray(double[][]::new));
  }

  private static double[][] columns(
      Iterator<Row> rows, NumbersOfDocument task, Map<String, Integer> slices, int count) {
    List<double[]> documents = new ArrayList<>();
    rows.forEachRemaining(row -> documents.add(numbers(row, task, slices)));
    return IntStream.range(0, count)
        .mapToObj(column -> documents.stream().mapToDouble(numbers -> numbers[column]).toArray())
        .toArray(double[][]::new);
  }

  private static double[] numbers(Row row, NumbersOfDocument task, Map<String, Integer> slices) {
    byte[] content = row.getAs("content");
    String text = content == null ? "" : DocumentText.decode(content).orElse("");
    Standing standing = standing(row, task);
    double[] ofTask = task.of(row, standing, text);
    double[] numbers = new double[OF_TASK + ofTask.length];
    numbers[STANDING] = standing.code();
    numbers[LENGTH] = text.codePointCount(0, text.length());
    String slice = row.getAs("slice_value");
    numbers[SLICE] = slice == null ? NO_SLICE : slices.getOrDefault(slice, OTHER_SLICE);
    System.arraycopy(ofTask, 0, numbers, OF_TASK, ofTask.length);
    return numbers;
  }

  private static Standing standing(Row row, NumbersOfDocument task) {
    if (row.getAs("found") == null) {
      return Standing.CHANGED;
    }
    String gold = row.getAs("gold");
    return gold == null ? Standing.WITHOUT_GOLD : task.standing(gold);
  }

  /** How many documents there are. */
  int size() {
    return columns[STANDING].length;
  }

  /** How many of them have this standing. */
  int count(Standing standing) {
    return Math.toIntExact(
        Arrays.stream(columns[STANDING]).filter(value -> value == standing.code()).count());
  }

  /** The documents that the figures are about. */
  int[] evaluated() {
    return IntStream.range(0, size())
        .filter(document -> columns[STANDING][document] == Standing.EVALUATED.code())
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

  /** One of the task's numbers, for each document. */
  double[] ofTask(int number) {
    return columns[OF_TASK + number];
  }

  /** One of the task's numbers that is a whole one, for each document. */
  int[] wholeOfTask(int number) {
    return Arrays.stream(ofTask(number)).mapToInt(value -> (int) value).toArray();
  }
}
