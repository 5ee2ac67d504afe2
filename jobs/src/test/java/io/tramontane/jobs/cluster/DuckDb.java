package io.tramontane.jobs.cluster;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A reader of Parquet that shares no code with the one that writes it. */
final class DuckDb {
  private DuckDb() {}

  /**
   * The rows of a run, in the order of their identities, with every column.
   *
   * @param run its folder, with whatever else lies there
   */
  static List<String> rows(Path run) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT r::VARCHAR FROM read_parquet('%s/*.parquet') r ORDER BY doc_id"
                    .formatted(run))) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }
}
