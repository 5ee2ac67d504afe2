package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;

/**
 * Opens one file after another, decompressed by the ending of its name. Making one costs much more
 * than opening a small file: one serves all files of a task. For one thread.
 */
final class InputOpener {
  private final JobConf settings;
  private final CompressionCodecFactory codecs;

  InputOpener(Configuration configuration) {
    this.settings = new JobConf(configuration);
    // With a limit, longer lines would be passed over in silence.
    settings.setInt(LineRecordReader.MAX_LINE_LENGTH, Integer.MAX_VALUE);
    this.codecs = new CompressionCodecFactory(settings);
  }

  /** Those of Hadoop's readers. */
  JobConf settings() {
    return settings;
  }

  boolean isCompressed(String path) {
    return codecs.getCodec(new Path(path)) != null;
  }

  FileStatus status(String path) throws IOException {
    Path file = new Path(path);
    return file.getFileSystem(settings).getFileStatus(file);
  }

  /** The bytes as they are stored. */
  FSDataInputStream open(String path) throws IOException {
    Path file = new Path(path);
    return file.getFileSystem(settings).open(file);
  }

  InputStream openDecompressed(String path) throws IOException {
    CompressionCodec codec = codecs.getCodec(new Path(path));
    return codec == null ? open(path) : codec.createInputStream(open(path));
  }
}
