package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Checks one part file against its entry. */
final class PartFileCheck {
  private PartFileCheck() {}

  /** What is not as the entry says; empty if the file is sound. */
  static Optional<String> of(String folder, ChunkEntry entry, Configuration configuration) {
    Path file = new Path(folder, entry.getFile());
    try (FSDataInputStream stream = file.getFileSystem(configuration).open(file)) {
      OpenFile open = OpenFile.read(stream);
      if (!open.sha256().equals(entry.getSha256())) {
        return Optional.of(
            "%s: SHA-256: %s, not %s."
                .formatted(entry.getFile(), open.sha256(), entry.getSha256()));
      }
      long rows = open.rows(configuration);
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

  /**
   * A file that has been read to its end.
   *
   * @param stream on it
   * @param length in bytes
   * @param sha256 in hex
   */
  private record OpenFile(FSDataInputStream stream, long length, String sha256)
      implements InputFile {
    static OpenFile read(FSDataInputStream stream) throws IOException {
      DigestInputStream digesting = new DigestInputStream(stream, Sha256.begin());
      long length = digesting.transferTo(OutputStream.nullOutputStream());
      return new OpenFile(stream, length, Sha256.hex(digesting.getMessageDigest()));
    }

    /** As the file's footer says. Without options, Parquet would read a new configuration. */
    long rows(Configuration configuration) throws IOException {
      try (ParquetFileReader reader =
          ParquetFileReader.open(this, HadoopReadOptions.builder(configuration).build())) {
        return reader.getRecordCount();
      }
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public SeekableInputStream newStream() {
      return HadoopStreams.wrap(stream);
    }
  }
}
