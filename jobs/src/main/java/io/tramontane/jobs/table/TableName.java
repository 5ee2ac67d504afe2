package io.tramontane.jobs.table;

import io.tramontane.failure.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The name of a table in a catalog, or of its format and folder, such as {@code
 * delta.`/lake/news`}.
 *
 * @param parts what points stand between
 */
public record TableName(List<String> parts) {
  public TableName {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a name as SQL has it.
   *
   * @param setting which setting it is, for messages
   * @throws InvalidInputException if this is none
   */
  public static TableName parse(String name, String setting) {
    ParserInterface parser = CatalystSqlParser$.MODULE$;
    try {
      return new TableName(CollectionConverters.asJava(parser.parseMultipartIdentifier(name)));
    } catch (ParseException e) {
      throw new InvalidInputException(
          "Cannot use %s = %s: it is no name of a table. Write it as in SQL, such as lake.news.articles, or set tramontane.input.table-format for a folder."
              .formatted(setting, name),
          e);
    }
  }

  /** As a statement has it, whatever characters are in it. */
  @Override
  public String toString() {
    return parts.stream()
        .map(part -> "`" + part.replace("`", "``") + "`")
        .collect(Collectors.joining("."));
  }
}
