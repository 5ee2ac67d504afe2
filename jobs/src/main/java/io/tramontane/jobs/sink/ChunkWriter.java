package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.LedgerEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/** Streams one chunk's rows into an attempt file and counts them. Not thread-safe. */
public final class ChunkWriter implements Closeable {
  private final int chunk;
  private final String fingerprint;
  private final String executor;
  private final long started = System.currentTimeMillis();
  private final long startedNanos = System.nanoTime();
  private final String attempt;
  private final DigestingOutputFile file;
  private final ParquetWriter<GenericRecord> parquet;

  private long rows;
  private long reused;
  private long truncated;
  private long unique;
  private long promptTokens;
  private long completionTokens;
  private final Map<String, Long> errors = new TreeMap<>();

  /**
   * Begins an attempt.
   *
   * @param folder the run's folder
   * @param token of the start that the attempt is one of, see {@link RunCommitter#token}
   * @param schema of the rows, see {@link RowSchema}
   * @param executor where the task runs
   * @throws IOException if the attempt's file cannot be created
   */
  public ChunkWriter(
      Path folder,
      String token,
      Schema schema,
      int chunk,
      String fingerprint,
      String executor,
      Configuration configuration)
      throws IOException {
    this.chunk = chunk;
    this.fingerprint = fingerprint;
    this.executor = executor;
    this.attempt = RunFolder.newAttempt(token, chunk);
    Path path = new Path(new Path(folder, RunFolder.ATTEMPTS), attempt);
    this.file = new DigestingOutputFile(HadoopOutputFile.fromPath(path, configuration));
    this.parquet =
        AvroParquetWriter.<GenericRecord>builder(file)
            .withSchema(schema)
            .withDataModel(GenericData.get())
            .withConf(configuration)
            // The standard's lists of three levels; the writer's default is older than the
            // standard.
            .config(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false")
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build();
  }

  /**
   * Writes the next row.
   *
   * @param first whether no row before had the same content: only then its tokens count
   * @param taken whether another run has computed it: then its tokens do not count
   */
  public void write(GenericRecord row, boolean first, boolean taken) throws IOException {
    parquet.write(row);
    rows++;
    reused += taken ? 1 : 0;
    truncated += (boolean) row.get("truncated") ? 1 : 0;
    if (row.get("error") instanceof GenericRecord error) {
      errors.merge((String) error.get("kind"), 1L, Long::sum);
    }
    unique += first ? 1 : 0;
    if (first && !taken) {
      promptTokens += (int) row.get("prompt_tokens");
      completionTokens += (int) row.get("completion_tokens");
    }
  }

  /** Ends the file. What it holds is in {@link #attempt()} from then on. */
  @Override
  public void close() throws IOException {
    parquet.close();
  }

  /** The written attempt; once, after {@link #close()}. */
  public LedgerEntry attempt() {
    return LedgerEntry.newBuilder().setAttempt(attempt).setChunk(entry()).build();
  }

  private ChunkEntry entry() {
    return ChunkEntry.newBuilder()
        .setChunk(chunk)
        .setFile(RunFolder.partName(chunk))
        .setSha256(file.sha256())
        .setBytes(file.bytes())
        .setFingerprint(fingerprint)
        .setRows(rows)
        .setRowsReused(reused)
        .setRowsTruncated(truncated)
        .setUnique(unique)
        .setErrors(errors)
        .setPromptTokens(promptTokens)
        .setCompletionTokens(completionTokens)
        .setExecutor(executor)
        .setStarted(started)
        .setSeconds((System.nanoTime() - startedNanos) / 1e9)
        .build();
  }
}
