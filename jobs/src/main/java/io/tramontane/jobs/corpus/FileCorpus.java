package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.InputFiles;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A corpus of files.
 *
 * @param input how it is read
 * @param files all that is read
 * @param kept what is carried along
 */
public record FileCorpus(InputConfig input, CorpusFiles files, KeptColumns kept)
    implements CorpusSource {
  /**
   * Lists the files, and opens some of them, to see whether all are worth a try.
   *
   * @throws InvalidInputException if they cannot be listed, are not of the format, or have not the
   *     columns
   */
  static FileCorpus of(InputConfig input, Configuration configuration) {
    CorpusFiles files = CorpusFiles.of(input, configuration);
    if (input.format() == InputFormat.TEXT && !files.isFolder()) {
      throw new InvalidInputException(
          "Cannot read input %s as text: it is no folder. Give the folder of the texts."
              .formatted(input.path()));
    }
    KeptColumns kept = kept(input, files, new InputOpener(configuration));
    FileCorpus corpus = new FileCorpus(input, files, kept);
    FileDocuments.requireReadable(files, corpus.reader(), configuration);
    return corpus;
  }

  private static KeptColumns kept(InputConfig input, CorpusFiles files, InputOpener opener) {
    if (input.keep().isEmpty() || files.files().isEmpty() || !input.format().isColumnar()) {
      return KeptColumns.ofStrings(input.keep());
    }
    String first = files.path(files.files().get(0));
    return input.format() == InputFormat.PARQUET
        ? ParquetRecords.kept(input.keep(), first, opener)
        : OrcRecords.kept(input.keep(), first, opener);
  }

  private DocumentReader reader() {
    return DocumentReader.of(input, kept);
  }

  @Override
  public KeptColumns kept(SparkSession spark) {
    return kept;
  }

  @Override
  public Dataset<Row> read(SparkSession spark) {
    return FileDocuments.of(spark, files, reader());
  }

  @Override
  public List<String> placesOfTwo(String id, SparkSession spark) {
    return FileDocuments.places(spark, files, reader(), id, 2);
  }

  @Override
  public long hidden() {
    return files.hidden();
  }

  @Override
  public String extent() {
    return "in its %s files; %s hidden ones are left out"
        .formatted(files.files().size(), files.hidden());
  }

  @Override
  public InputFiles toRecord() {
    return files.toRecord();
  }

  @Override
  public boolean isPinned() {
    return true;
  }

  @Override
  public boolean mayDiffer() {
    return false;
  }

  @Override
  public Stream<String> lines() {
    return files.files().stream()
        .map(file -> files.path(file) + "\t" + file.bytes() + "\t" + file.modified());
  }

  @Override
  public String changesSince(InputFiles earlier) {
    return files.changesSince(earlier);
  }
}
