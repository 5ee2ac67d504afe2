package io.tramontane.jobs.corpus;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.corpus.DocumentReader.Documents;
import io.tramontane.schema.Document;
import io.tramontane.schema.SparkSchemas;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The documents of files, in their order, each file exactly as it was listed. For one thread.
 *
 * <p>Spark's own readers list files themselves, by rules of their own, and a file that changes
 * between two readings is read as it is; so what was planned would not be what is computed.
 */
final class FileDocuments implements Iterator<Row> {
  /** How many files are opened before all are; a mistake that concerns all shows in the first. */
  private static final int TRIED = 10;

  private final Iterator<FileSlice> slices;
  private final DocumentReader reader;
  private final InputOpener opener;
  private @Nullable Documents open;

  private FileDocuments(
      List<FileSlice> slices, DocumentReader reader, Configuration configuration) {
    this.slices = slices.iterator();
    this.reader = reader;
    this.opener = new InputOpener(configuration);
  }

  /** The documents of a corpus, not yet read; rows of {@link Document}. */
  static Dataset<Row> of(SparkSession spark, CorpusFiles corpus, DocumentReader reader) {
    return spark.createDataFrame(
        read(spark, corpus, reader, documents -> documents),
        SparkSchemas.of(Document.getClassSchema()));
  }

  /** Where documents of an identity stand, in words; the first few that are found. */
  static List<String> places(
      SparkSession spark, CorpusFiles corpus, DocumentReader reader, String id, int few) {
    return read(spark, corpus, reader, documents -> documents.places(id)).take(few);
  }

  private static <T> JavaRDD<T> read(
      SparkSession spark,
      CorpusFiles corpus,
      DocumentReader reader,
      Function<FileDocuments, Iterator<T>> use) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<List<FileSlice>> groups =
        FileSlice.groups(
            corpus, reader, new InputOpener(configuration.value()), context.defaultParallelism());
    return context
        .parallelize(groups, groups.size())
        .flatMap(slices -> use.call(of(slices, reader, configuration.value())));
  }

  private Iterator<String> places(String id) {
    List<String> places = new ArrayList<>();
    while (hasNext()) {
      if (id.equals(next().getString(0))) {
        places.add(String.valueOf(Objects.requireNonNull(open).place()));
      }
    }
    return places.iterator();
  }

  /**
   * Opens the first files, to see whether all are worth a try.
   *
   * @throws InvalidInputException if one is not of this format
   */
  static void requireReadable(
      CorpusFiles corpus, DocumentReader reader, Configuration configuration) {
    List<FileSlice> first =
        corpus.files().stream()
            .limit(TRIED)
            .map(file -> new FileSlice(corpus.path(file), file, 0, file.bytes()))
            .toList();
    for (FileSlice slice : first) {
      FileDocuments documents = new FileDocuments(List.of(slice), reader, configuration);
      try {
        boolean unused = documents.hasNext();
      } finally {
        documents.close();
      }
    }
  }

  private static FileDocuments of(
      List<FileSlice> slices, DocumentReader reader, Configuration configuration) {
    FileDocuments documents = new FileDocuments(slices, reader, configuration);
    TaskCompletionListener listener = task -> documents.close();
    TaskContext.get().addTaskCompletionListener(listener);
    return documents;
  }

  @Override
  public boolean hasNext() {
    while (open == null || !open.hasNext()) {
      close();
      if (!slices.hasNext()) {
        return false;
      }
      open = open(slices.next());
    }
    return true;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return Objects.requireNonNull(open).next();
  }

  private Documents open(FileSlice slice) {
    try {
      requireAsListed(slice);
      return reader.open(slice, opener);
    } catch (IOException e) {
      throw failed(slice.path(), e);
    }
  }

  private void requireAsListed(FileSlice slice) throws IOException {
    try {
      FileStatus now = opener.status(slice.path());
      if (now.getLen() == slice.file().bytes()
          && now.getModificationTime() == slice.file().modified()) {
        return;
      }
    } catch (FileNotFoundException e) {
      throw changed(slice.path(), "is gone");
    }
    throw changed(slice.path(), "has changed");
  }

  private static InvalidInputException changed(String path, String what) {
    return new InvalidInputException(
        "Cannot read the input any more: %s %s since this start listed it. Let nothing write there meanwhile, then start again."
            .formatted(path, what));
  }

  /** What a failure to read a file means: one that was cut or changed will stay so. */
  static RuntimeException failed(String path, IOException cause) {
    if (cause instanceof EOFException) {
      return new InvalidInputException(
          "Cannot read input %s: it is cut off: %s. Correct the file."
              .formatted(path, cause.getMessage()),
          cause);
    }
    if (cause instanceof ChecksumException) {
      return new InvalidInputException(
          "Cannot read input %s: it is not what the .crc file beside it was made of: %s. Correct the file, or remove the .crc file."
              .formatted(path, cause.getMessage()),
          cause);
    }
    return new InsufficientResourcesException(
        "Cannot read %s: %s. Restore access to it, then start again."
            .formatted(path, cause.getMessage()),
        cause);
  }

  private void close() {
    Documents last = open;
    open = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // All that was wanted of it has been read.
      }
    }
  }
}
