package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Checks one part file against its entry. */
final class PartFileCheck {
  private PartFileCheck() {}

  /** What is not as the entry says; empty if the file is sound. */
  static Optional<String> of(String folder, ChunkEntry entry, Configuration configuration) {
    Path file = new Path(folder, entry.getFile());
    try {
      String sha256 = sha256(file, configuration);
      if (!sha256.equals(entry.getSha256())) {
        return Optional.of(
            "%s: SHA-256: %s, not %s.".formatted(entry.getFile(), sha256, entry.getSha256()));
      }
      long rows = rows(file, configuration);
      return rows == entry.getRows()
          ? Optional.empty()
          : Optional.of(
              "%s: number of rows: %s, not %s.".formatted(entry.getFile(), rows, entry.getRows()));
    } catch (FileNotFoundException e) {
      return Optional.of(entry.getFile() + " is not there.");
    } catch (IOException e) {
      return Optional.of("%s cannot be read: %s.".formatted(entry.getFile(), e.getMessage()));
    }
  }

  private static String sha256(Path file, Configuration configuration) throws IOException {
    try (InputStream stream = file.getFileSystem(configuration).open(file);
        DigestInputStream digesting = new DigestInputStream(stream, Sha256.begin())) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return Sha256.hex(digesting.getMessageDigest());
    }
  }

  private static long rows(Path file, Configuration configuration) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
      return reader.getRecordCount();
    }
  }
}
