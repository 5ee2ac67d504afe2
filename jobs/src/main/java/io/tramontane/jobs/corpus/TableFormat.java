package io.tramontane.jobs.corpus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A format of tables that keeps beside its data files which rows of them hold. Read without that,
 * the files give back rows that were deleted.
 */
public enum TableFormat {
  /** Delta Lake: {@code TABLE/_delta_log/}. */
  DELTA("Delta Lake", "_delta_log", ".*"),
  /** Apache Iceberg: {@code TABLE/metadata/*.metadata.json}. */
  ICEBERG("Apache Iceberg", "metadata", ".*\\.metadata\\.json(\\.gz)?"),
  /** Apache Hudi: {@code TABLE/.hoodie/}. */
  HUDI("Apache Hudi", ".hoodie", ".*");

  private final String title;
  private final String folder;
  private final Pattern file;

  TableFormat(String title, String folder, String file) {
    this.title = title;
    this.folder = folder;
    this.file = Pattern.compile(file);
  }

  /** The format of the table to whose log or metadata a file belongs, by the path of the file. */
  static Optional<TableFormat> of(String path) {
    String[] names = path.split(Path.SEPARATOR, -1);
    return Arrays.stream(values()).filter(format -> format.marks(names)).findFirst();
  }

  private boolean marks(String[] names) {
    for (int i = 0; i < names.length - 1; i++) {
      if (names[i].equals(folder) && file.matcher(names[i + 1]).matches()) {
        return true;
      }
    }
    return false;
  }

  /** The format of the table in which a folder lies. */
  static Optional<TableFormat> above(FileSystem files, Path folder) throws IOException {
    for (@Nullable Path table = folder.getParent(); table != null; table = table.getParent()) {
      for (TableFormat format : values()) {
        if (format.isAt(files, table)) {
          return Optional.of(format);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isAt(FileSystem files, Path table) throws IOException {
    try {
      return Arrays.stream(files.listStatus(new Path(table, folder)))
          .map(FileStatus::getPath)
          .anyMatch(found -> file.matcher(found.getName()).matches());
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** What to do with a table of this format, for people. */
  String remedy() {
    return this == HUDI
        ? "write the table's rows to a folder of Parquet, with Spark for example, and give that"
        : "read it with tramontane.input.format = table and table-format = "
            + name().toLowerCase(Locale.ROOT)
            + ", or by its name in its catalog";
  }

  @Override
  public String toString() {
    return title;
  }
}
