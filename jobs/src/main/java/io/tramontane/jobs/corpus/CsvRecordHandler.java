package io.tramontane.jobs.corpus;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.tramontane.jobs.corpus.CsvRecordHandler.CsvRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the values of records, with null for those that are empty and have no quotes. */
final class CsvRecordHandler extends AbstractBaseCsvCallbackHandler<CsvRecord> {
  private List<@Nullable String> values = new ArrayList<>();

  /**
   * A record.
   *
   * @param line where it begins, from 1
   */
  record CsvRecord(long line, List<@Nullable String> values) {
    /** The line in which a value begins, from 1; also that of the value to come. */
    long lineOf(int value) {
      return line + values.subList(0, value).stream().mapToLong(CsvRecord::lineFeeds).sum();
    }

    private static long lineFeeds(@Nullable String value) {
      return value == null ? 0 : value.chars().filter(character -> character == '\n').count();
    }
  }

  /** The record in progress, as far as it has come. */
  CsvRecord unfinished() {
    return buildRecord();
  }

  @Override
  protected void handleBegin(long line) {
    values = new ArrayList<>();
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    values.add(
        length == 0 && !quoted
            ? null
            : new String(buffer, offset, length).replace(QuotedReader.RETURN, '\r'));
  }

  @Override
  protected CsvRecord buildRecord() {
    return new CsvRecord(getStartingLineNumber(), values);
  }
}
