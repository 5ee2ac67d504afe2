package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files with a JSON object on each line, which may be compressed. Lines of white space alone are
 * none.
 *
 * @param idColumn the field that identifies a document
 * @param textColumn the field with its text
 */
record JsonLines(String idColumn, String textColumn) implements DocumentReader {
  private static final long serialVersionUID = 1;

  @Override
  public boolean readsSlices() {
    return true;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) throws IOException {
    LineRecordReader lines = new LineRecordReader(new byte[] {'\n'});
    lines.initialize(
        new FileSplit(new Path(slice.path()), slice.start(), slice.length(), new String[0]),
        new TaskAttemptContextImpl(opener.settings(), new TaskAttemptID()));
    return new Lines(slice.path(), lines);
  }

  private final class Lines implements Documents {
    private final String path;
    private final LineRecordReader lines;
    private @Nullable Text line;

    Lines(String path, LineRecordReader lines) {
      this.path = path;
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      try {
        while (line == null && lines.nextKeyValue()) {
          line = isBlank(lines.getCurrentValue()) ? null : lines.getCurrentValue();
        }
        return line != null;
      } catch (IOException e) {
        throw FileDocuments.failed(path, e);
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] bytes = Objects.requireNonNull(line).copyBytes();
      line = null;
      return JsonLine.document(bytes, idColumn, textColumn);
    }

    private static boolean isBlank(Text line) {
      byte[] bytes = line.getBytes();
      for (int i = 0; i < line.getLength(); i++) {
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r')) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
