package io.tramontane.jobs.corpus;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.corpus.CsvRecordHandler.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files of CSV as RFC 4180 has it, or in another dialect, with a header line each, which may be
 * compressed. The columns are found by their names in each file. A value that is empty and has no
 * quotes is none. A quote within a value that has none around it stands for itself.
 *
 * @param idColumn the column that identifies a document
 * @param textColumn the column with its text
 * @param kept the columns that are carried along, as strings
 */
record CsvRecords(String idColumn, String textColumn, KeptColumns kept, CsvDialect dialect)
    implements DocumentReader {
  private static final long serialVersionUID = 1;

  /** The most characters of a value: with a quote that is never closed, it is the whole file. */
  private static final int MAX_CHARACTERS = 1 << 28;

  @Override
  public boolean readsSlices() {
    return false;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) throws IOException {
    CsvEncoding encoding = CsvEncoding.of(dialect.encoding());
    QuotedReader characters =
        new QuotedReader(
            encoding.open(opener.openDecompressed(slice.path()), slice.path()),
            dialect.separator(),
            dialect.quote());
    return new Records(slice, encoding, characters);
  }

  private final class Records implements Documents {
    private final FileSlice slice;
    private final CsvEncoding encoding;
    private final QuotedReader characters;
    private final CsvRecordHandler handler = new CsvRecordHandler();
    private final CloseableIterator<CsvRecord> records;
    private final List<String> names;
    private final int id;
    private final int text;
    private final int[] keptColumns;
    private @Nullable CsvRecord next;
    private long line;

    Records(FileSlice slice, CsvEncoding encoding, QuotedReader characters) {
      this.slice = slice;
      this.encoding = encoding;
      this.characters = characters;
      this.records =
          CsvReader.builder()
              .fieldSeparator(dialect.separator())
              .quoteCharacter(dialect.quote())
              .allowMissingFields(true)
              .allowExtraFields(true)
              .maxBufferSize(MAX_CHARACTERS)
              .build(handler, characters)
              .iterator();
      CsvRecord header = read();
      this.names = header == null ? kept.readWith(idColumn, textColumn) : names(header);
      this.id = column(idColumn);
      this.text = column(textColumn);
      this.keptColumns = kept.names().stream().mapToInt(this::column).toArray();
      this.next = read();
    }

    private List<String> names(CsvRecord header) {
      return header.values().stream()
          .map(name -> name == null ? "" : encoding.text(name).orElse(name))
          .toList();
    }

    private int column(String name) {
      // Where a header line is missing, a document stands in its place; so no other name is told.
      int count = Collections.frequency(names, name);
      if (count == 0) {
        throw new InvalidInputException(
            "Cannot read input %s: it has no column %s; the first line has %s other names. Correct the column's name, or tramontane.input.csv."
                .formatted(slice.path(), name, names.size()));
      }
      if (count > 1) {
        throw new InvalidInputException(
            "Cannot read input %s: %s of its columns are called %s. Give one of them another name."
                .formatted(slice.path(), count, name));
      }
      return names.indexOf(name);
    }

    private @Nullable CsvRecord read() {
      try {
        CsvRecord record = records.hasNext() ? records.next() : null;
        if (record != null && !records.hasNext() && characters.isInQuotes()) {
          throw broken(record, record.values().size() - 1, "opens a quote that is never closed");
        }
        return record;
      } catch (CsvParseException e) {
        // Its message may hold a part of the file.
        CsvRecord record = handler.unfinished();
        throw broken(
            record,
            record.values().size(),
            "goes on behind its closing quote, or has more than %s characters"
                .formatted(MAX_CHARACTERS));
      } catch (UncheckedIOException e) {
        throw FileDocuments.failed(slice.path(), Objects.requireNonNull(e.getCause()));
      }
    }

    private InvalidInputException broken(CsvRecord record, int value, String what) {
      return new InvalidInputException(
          "Cannot read input %s: the value in line %s, the %s. of its record, %s. Correct the file, or tramontane.input.csv."
              .formatted(slice.path(), record.lineOf(value), value + 1, what));
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      line = next.line();
      Row document = document(next);
      next = read();
      return document;
    }

    @Override
    public RecordPlace place() {
      return RecordPlace.ofRecord(slice.file().name(), line);
    }

    private Row document(CsvRecord record) {
      RecordPlace place = place();
      int count = record.values().size();
      if (count != names.size()) {
        return DocumentRow.damaged(
            place, "has %s values, and the header %s names".formatted(count, names.size()));
      }
      String identity = record.values().get(id);
      if (identity == null) {
        return DocumentRow.unidentified(place, idColumn);
      }
      return encoding
          .text(identity)
          .map(valid -> document(valid, record, place))
          .orElseGet(() -> DocumentRow.damaged(place, invalidIn(idColumn)));
    }

    private Row document(String identity, CsvRecord record, RecordPlace place) {
      byte[][] values = new byte[keptColumns.length][];
      for (int i = 0; i < values.length; i++) {
        String value = record.values().get(keptColumns[i]);
        values[i] = value == null ? null : encoding.bytesWithReplacement(value);
      }
      Optional<byte[]> content = bytes(record, text);
      return content.isEmpty() && record.values().get(text) != null
          ? DocumentRow.unreadable(identity, place + " " + invalidIn(textColumn), values)
          : DocumentRow.of(identity, content.orElse(null), values);
    }

    /** A value in UTF-8; empty where there is none, or it is not valid in the encoding. */
    private Optional<byte[]> bytes(CsvRecord record, int column) {
      return Optional.ofNullable(record.values().get(column)).flatMap(encoding::bytes);
    }

    private String invalidIn(String column) {
      return "is not valid %s in %s".formatted(dialect.encoding(), column);
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
