package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.Document;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A corpus: rows of {@link Document}, out of files or of a table. */
public sealed interface CorpusSource permits FileCorpus, TableCorpus {
  /**
   * Finds a corpus and looks, without Spark, whether it can be read: lists files and tries some.
   *
   * @throws InvalidInputException if it cannot
   */
  static CorpusSource of(InputConfig input, Configuration configuration) {
    return input.format() == InputFormat.TABLE
        ? TableCorpus.notPinned(input)
        : FileCorpus.of(input, configuration);
  }

  /**
   * Finds what a run has read, and gives the documents, not yet read.
   *
   * @param tables of the run's corpus, at the versions that it read
   * @throws InvalidInputException if they cannot be read
   */
  static Dataset<Row> read(SparkSession spark, InputConfig input, List<PinnedTable> tables) {
    return input.format() == InputFormat.TABLE
        ? TableCorpus.of(input, tables).read(spark)
        : FileCorpus.of(input, spark.sparkContext().hadoopConfiguration()).read(spark);
  }

  /** How it is read. */
  InputConfig input();

  /** What is carried along of it. */
  KeptColumns kept(SparkSession spark);

  /** The documents, not yet read. */
  Dataset<Row> read(SparkSession spark);

  /** Where two documents of the same identity stand, in words; empty where nobody can tell. */
  List<String> placesOfTwo(String id, SparkSession spark);

  /** How many files are left out for their names. */
  long hidden();

  /** Where documents were looked for, in words. */
  String extent();

  /** As it is kept with a run. */
  InputFiles toRecord();

  /** Whether it is known already which versions of its tables are read; of files it is. */
  boolean isPinned();

  /** Whether it may be another though its {@link #lines} are the same: nobody keeps versions. */
  boolean mayDiffer();

  /** A line for each file or table that is read: its name and what tells it from later ones. */
  Stream<String> lines();

  /** What of it has changed since another was kept, in words. */
  String changesSince(InputFiles earlier);
}
