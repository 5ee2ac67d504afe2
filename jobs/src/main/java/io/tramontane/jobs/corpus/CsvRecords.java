package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.corpus.CsvRecordHandler.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Files of CSV as RFC 4180 has it, with a header line each, which may be compressed. The columns
 * are found by their names in each file. A value that is empty and has no quotes is none.
 *
 * <p>A file is read as ISO 8859-1, where every byte is one character, so that the bytes of a text
 * come out as they are.
 *
 * @param idColumn the column that identifies a document
 * @param textColumn the column with its text
 */
record CsvRecords(String idColumn, String textColumn) implements DocumentReader {
  private static final long serialVersionUID = 1;

  /** The most characters of a record: with a quote that is never closed, it is the whole file. */
  private static final int MAX_CHARACTERS = 1 << 28;

  @Override
  public boolean readsSlices() {
    return false;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) throws IOException {
    return new Records(slice.path(), opener.openDecompressed(slice.path()));
  }

  private final class Records implements Documents {
    private final String path;
    private final CsvRecordHandler handler = new CsvRecordHandler();
    private final CloseableIterator<CsvRecord> records;
    private final int names;
    private final int id;
    private final int text;
    private CsvRecord next;

    Records(String path, InputStream stream) throws IOException {
      this.path = path;
      this.records =
          CsvReader.builder()
              .allowMissingFields(true)
              .allowExtraFields(true)
              .maxBufferSize(MAX_CHARACTERS)
              .build(handler, EndMarkedReader.of(stream))
              .iterator();
      this.next = read();
      List<String> header = next.isEnd() ? List.of(idColumn, textColumn) : names(next);
      this.names = header.size();
      this.id = column(idColumn, header);
      this.text = column(textColumn, header);
      if (!next.isEnd()) {
        this.next = read();
      }
    }

    private static List<String> names(CsvRecord header) {
      return header.values().stream()
          .map(name -> name == null ? "" : new String(name.getBytes(ISO_8859_1), UTF_8))
          .toList();
    }

    private int column(String name, List<String> header) {
      // Where a header line is missing, a document stands in its place; so no other name is told.
      int count = Collections.frequency(header, name);
      if (count == 0) {
        throw new InvalidInputException(
            "Cannot read input %s: it has no column %s; the first line has %s other names. Correct tramontane.input.id-column or text-column."
                .formatted(path, name, header.size()));
      }
      if (count > 1) {
        throw new InvalidInputException(
            "Cannot read input %s: %s of its columns are called %s. Give one of them another name."
                .formatted(path, count, name));
      }
      return header.indexOf(name);
    }

    private CsvRecord read() {
      try {
        CsvRecord record = records.next();
        if (!record.isEnd() && record.isUnclosed()) {
          throw broken(record.line(), "opens a quote that is never closed");
        }
        return record;
      } catch (CsvParseException e) {
        // Its message may hold a part of the file.
        throw broken(handler.line(), "goes on behind a closing quote, or is too long");
      } catch (UncheckedIOException e) {
        throw FileDocuments.failed(path, Objects.requireNonNull(e.getCause()));
      }
    }

    private InvalidInputException broken(long line, String what) {
      return new InvalidInputException(
          "Cannot read input %s: the record that begins in line %s %s. Correct the file."
              .formatted(path, line, what));
    }

    @Override
    public boolean hasNext() {
      return !next.isEnd();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row document = document(next);
      next = read();
      return document;
    }

    private Row document(CsvRecord record) {
      boolean whole = record.values().size() == names;
      return RowFactory.create(
          identity(record),
          whole ? bytes(record, text) : null,
          whole ? null : "the record has not as many values as the header has names");
    }

    private @Nullable String identity(CsvRecord record) {
      byte[] value = bytes(record, id);
      return value == null
          ? null
          : DocumentText.decode(value)
              .orElseThrow(() -> broken(record.line(), "has an identity that is not UTF-8"));
    }

    private static byte @Nullable [] bytes(CsvRecord record, int column) {
      String value = column < record.values().size() ? record.values().get(column) : null;
      return value == null ? null : value.getBytes(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
