package io.tramontane.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;

/** The rows of a run without Spark, whose sessions cost more than a test's own work. */
public final class RunRows {
  private RunRows() {}

  /** As a reader finds them that takes every file that is not hidden: as JSON, by identity. */
  public static List<String> of(Path run) throws IOException {
    List<GenericRecord> rows = new ArrayList<>();
    for (Path file : parts(run)) {
      read(file, rows);
    }
    return rows.stream()
        .sorted(Comparator.comparing(row -> row.get("doc_id").toString()))
        .map(GenericRecord::toString)
        .toList();
  }

  private static List<Path> parts(Path run) throws IOException {
    if (!Files.exists(run)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.getFileName().toString().matches("[^._].*")).toList();
    }
  }

  private static void read(Path file, List<GenericRecord> rows) throws IOException {
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(new LocalInputFile(file))
            .withDataModel(new GenericData())
            .build()) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
  }
}
