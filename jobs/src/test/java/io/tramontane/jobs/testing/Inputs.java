package io.tramontane.jobs.testing;

import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.config.TableConfig;
import java.util.List;

/** Inputs of files of which nothing is carried along. */
public final class Inputs {
  private Inputs() {}

  /** That may not be empty. */
  public static InputConfig of(
      String path, InputFormat format, String idColumn, String textColumn, CsvDialect csv) {
    return new InputConfig(
        path, format, idColumn, textColumn, List.of(), csv, TableConfig.NONE, false);
  }
}
