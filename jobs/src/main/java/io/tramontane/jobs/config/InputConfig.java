package io.tramontane.jobs.config;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the documents are.
 *
 * @param path a file or folder of any file system that Spark reaches; of a table, its name in a
 *     catalog or its folder; {@link #QUERY} for a query
 * @param format how they are stored
 * @param idColumn what identifies a document; not used with {@link InputFormat#TEXT}
 * @param textColumn the text; not used with {@link InputFormat#TEXT}
 * @param keep the columns that are carried along into the rows
 * @param csv how files of {@link InputFormat#CSV} are written
 * @param table how a {@link InputFormat#TABLE} is read
 * @param allowEmpty whether there may be no document
 */
public record InputConfig(
    String path,
    InputFormat format,
    String idColumn,
    String textColumn,
    List<String> keep,
    CsvDialect csv,
    TableConfig table,
    boolean allowEmpty)
    implements Serializable {
  /** What stands for the path where there is none. */
  public static final String QUERY = "tramontane.input.sql";

  /** The setting that names the columns to carry along. */
  public static final String KEEP = "tramontane.input.keep";

  public InputConfig {
    keep = List.copyOf(keep);
  }

  /** What, beside the files, says which documents are read, by key: with it, they change. */
  public SortedMap<String, String> reading() {
    SortedMap<String, String> reading = new TreeMap<>();
    reading.put("tramontane.input.format", format.name().toLowerCase(Locale.ROOT));
    reading.put(KEEP, keep.toString());
    if (format != InputFormat.TEXT) {
      reading.put("tramontane.input.id-column", idColumn);
      reading.put("tramontane.input.text-column", textColumn);
    }
    if (format == InputFormat.CSV) {
      reading.put("tramontane.input.csv.separator", String.valueOf(csv.separator()));
      reading.put("tramontane.input.csv.quote", csv.quoteSetting());
      reading.put("tramontane.input.csv.encoding", csv.encoding());
    }
    if (format == InputFormat.TABLE) {
      reading.put("tramontane.input.path", path);
      reading.put("tramontane.input.table-format", String.valueOf(table.format()));
      reading.put(QUERY, String.valueOf(table.sql()));
    }
    return reading;
  }

  /** The same documents with nothing carried along. */
  public InputConfig withoutKept() {
    return new InputConfig(path, format, idColumn, textColumn, List.of(), csv, table, allowEmpty);
  }
}
