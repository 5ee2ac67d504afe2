package io.tramontane.jobs.corpus;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the values of records, with null for those that are empty and have no quotes. */
final class CsvRecordHandler extends AbstractBaseCsvCallbackHandler<CsvRecordHandler.CsvRecord> {
  private List<@Nullable String> values = new ArrayList<>();

  /**
   * A record.
   *
   * @param line where it begins, from 1
   */
  record CsvRecord(long line, List<@Nullable String> values) {
    /** Whether it is what stands behind the end of a file. */
    boolean isEnd() {
      return values.equals(List.of(EndMarkedReader.END));
    }

    /** Whether a quote in it is open until the end of the file. */
    boolean isUnclosed() {
      String last = values.get(values.size() - 1);
      return last != null && last.endsWith(EndMarkedReader.END);
    }
  }

  /** The line in which the last record begins, from 1. */
  long line() {
    return getStartingLineNumber();
  }

  @Override
  protected void handleBegin(long line) {
    values = new ArrayList<>();
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    values.add(length == 0 && !quoted ? null : new String(buffer, offset, length));
  }

  @Override
  protected CsvRecord buildRecord() {
    return new CsvRecord(getStartingLineNumber(), values);
  }
}
