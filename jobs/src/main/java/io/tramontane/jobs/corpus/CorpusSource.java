package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.Document;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A corpus: rows of {@link Document}, with {@code doc_id}, {@code content} (the text's bytes as
 * stored) and {@code problem}.
 *
 * @param input how it is read
 * @param files all that is read
 */
public record CorpusSource(InputConfig input, CorpusFiles files) {
  /**
   * Lists the files of a corpus.
   *
   * @throws InvalidInputException if that cannot be done
   */
  public static CorpusSource of(InputConfig input, Configuration configuration) {
    return new CorpusSource(input, CorpusFiles.of(input, configuration));
  }

  /**
   * Opens some of the files, to see whether all are worth a try. Needs no Spark.
   *
   * @throws InvalidInputException if they are not of the format, or have not the columns
   */
  public void requireReadable(Configuration configuration) {
    if (input.format() == InputFormat.TEXT && !files.isFolder()) {
      throw new InvalidInputException(
          "Cannot read input %s as text: it is no folder. Give the folder of the texts."
              .formatted(input.path()));
    }
    FileDocuments.requireReadable(files, DocumentReader.of(input), configuration);
  }

  /**
   * Lists a corpus, tries its files, and gives the documents, not yet read.
   *
   * @throws InvalidInputException as {@link #of} and {@link #requireReadable}
   */
  public static Dataset<Row> read(SparkSession spark, InputConfig input) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    CorpusSource corpus = of(input, configuration);
    corpus.requireReadable(configuration);
    return corpus.read(spark);
  }

  /** Where two documents of the same identity stand, in words. */
  public List<String> placesOfTwo(String id, SparkSession spark) {
    return FileDocuments.places(spark, files, DocumentReader.of(input), id, 2);
  }

  /** The documents, not yet read. */
  public Dataset<Row> read(SparkSession spark) {
    return FileDocuments.of(spark, files, DocumentReader.of(input));
  }
}
