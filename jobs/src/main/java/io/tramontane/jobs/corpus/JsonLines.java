package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files with a JSON object on each line, in UTF-8, which may be compressed. Lines end in a line
 * feed, behind a carriage return or not; lines of white space alone are none.
 *
 * @param idColumn the field that identifies a document
 * @param textColumn the field with its text
 * @param kept the fields that are carried along, as strings
 */
record JsonLines(String idColumn, String textColumn, KeptColumns kept) implements DocumentReader {
  private static final long serialVersionUID = 1;

  /** Between two objects; in none of them, since it is escaped in strings. */
  private static final Pattern CARRIAGE_RETURN_ALONE = Pattern.compile("\\}\\s*\\r\\s*\\{");

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
    return new Lines(slice, lines);
  }

  private final class Lines implements Documents {
    private final FileSlice slice;
    private final LineRecordReader lines;
    private boolean isFirst;
    private @Nullable Text line;

    Lines(FileSlice slice, LineRecordReader lines) {
      this.slice = slice;
      this.lines = lines;
      this.isFirst = slice.start() == 0;
    }

    @Override
    public boolean hasNext() {
      try {
        while (line == null && lines.nextKeyValue()) {
          line = isBlank(lines.getCurrentValue()) ? null : lines.getCurrentValue();
        }
      } catch (IOException e) {
        throw FileDocuments.failed(slice.path(), e);
      }
      if (line != null && isFirst) {
        isFirst = false;
        requireLines(line);
      }
      return line != null;
    }

    /** Refuses, by the first line, what would give a row of errors for each of its lines. */
    private void requireLines(Text first) {
      EncodingMark.encodingOf(first.copyBytes())
          .filter(encoding -> !encoding.equals("UTF-8"))
          .ifPresent(encoding -> refuse("it is in " + encoding, "Convert it to UTF-8"));
      if (CARRIAGE_RETURN_ALONE.matcher(first.toString()).find()) {
        refuse("its lines end in carriage returns alone", "Give it line feeds");
      }
    }

    private void refuse(String cause, String remedy) {
      throw new InvalidInputException(
          "Cannot read input %s: %s. %s.".formatted(slice.path(), cause, remedy));
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] bytes = Objects.requireNonNull(line).copyBytes();
      line = null;
      return JsonLine.document(bytes, place(), JsonLines.this);
    }

    @Override
    public RecordPlace place() {
      return RecordPlace.ofLine(slice.file().name(), lines.getCurrentKey().get());
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
