package io.tramontane.jobs.config;

import java.io.Serializable;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the documents are.
 *
 * @param path a file or folder of any file system that Spark reaches
 * @param format how they are stored
 * @param idColumn what identifies a document; not used with {@link InputFormat#TEXT}
 * @param textColumn the text; not used with {@link InputFormat#TEXT}
 * @param csv how files of {@link InputFormat#CSV} are written
 * @param allowEmpty whether there may be no document
 */
public record InputConfig(
    String path,
    InputFormat format,
    String idColumn,
    String textColumn,
    CsvDialect csv,
    boolean allowEmpty)
    implements Serializable {
  /** What, beside the files, says which documents are read, by key: with it, they change. */
  public SortedMap<String, String> reading() {
    SortedMap<String, String> reading = new TreeMap<>();
    reading.put("tramontane.input.format", format.name().toLowerCase(Locale.ROOT));
    if (format != InputFormat.TEXT) {
      reading.put("tramontane.input.id-column", idColumn);
      reading.put("tramontane.input.text-column", textColumn);
    }
    if (format == InputFormat.CSV) {
      reading.put("tramontane.input.csv.separator", String.valueOf(csv.separator()));
      reading.put("tramontane.input.csv.quote", csv.quoteSetting());
      reading.put("tramontane.input.csv.encoding", csv.encoding());
    }
    return reading;
  }
}
