package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.table.PinnedSource;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A corpus in tables, each read at the version that was pinned when the run was planned: what is
 * written to them meanwhile changes no run.
 *
 * @param input how it is read
 * @param pins the versions; empty as long as nobody has asked Spark for them
 */
public record TableCorpus(InputConfig input, Optional<List<PinnedTable>> pins)
    implements CorpusSource {
  static TableCorpus notPinned(InputConfig input) {
    return new TableCorpus(input, Optional.empty());
  }

  static TableCorpus of(InputConfig input, List<PinnedTable> pins) {
    return new TableCorpus(input, Optional.of(pins));
  }

  /** The same, at versions that were pinned before. */
  public TableCorpus at(List<PinnedTable> earlier) {
    return of(input, earlier);
  }

  /**
   * The same, at the present versions.
   *
   * @throws InvalidInputException if there is no such table, or one whose versions nobody keeps,
   *     unless that is allowed
   */
  public TableCorpus atPresent(SparkSession spark) {
    PinnedSource source = UnreadableInput.explained(input, () -> PinnedSource.of(input, spark));
    List<PinnedTable> present = UnreadableInput.explained(input, source::pin);
    String floating =
        present.stream()
            .filter(table -> table.getVersion() == null)
            .map(table -> "%s (%s)".formatted(table.getName(), table.getFormat()))
            .collect(Collectors.joining(", "));
    if (!floating.isEmpty() && !input.table().allowUnpinned()) {
      throw new InvalidInputException(
          "Cannot pin input %s: nobody keeps the versions of %s, so that a later start could read other rows. Give tables of Delta Lake or Iceberg, or set tramontane.input.allow-unpinned = true."
              .formatted(input.path(), floating));
    }
    // What is wrong with the query is told as that, not as a version that is gone.
    Dataset<Row> unused = UnreadableInput.explained(input, () -> source.read(present));
    return of(input, present);
  }

  @Override
  public Dataset<Row> read(SparkSession spark) {
    return documents(spark).rows();
  }

  @Override
  public KeptColumns kept(SparkSession spark) {
    return documents(spark).kept();
  }

  private TableDocuments documents(SparkSession spark) {
    return new TableDocuments(input, table(spark));
  }

  /** All columns. */
  Dataset<Row> table(SparkSession spark) {
    try {
      return PinnedSource.of(input, spark).read(pins.orElseThrow());
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (e instanceof AnalysisException || e instanceof IllegalArgumentException) {
        throw new InvalidInputException(
            "Cannot read input %s at %s: %s. Restore it, or start again with --replan, which takes the present version."
                .formatted(input.path(), versions(pins.orElseThrow()), UnreadableInput.reason(e)),
            e);
      }
      throw e;
    }
  }

  @Override
  public List<String> placesOfTwo(String id, SparkSession spark) {
    return List.of();
  }

  @Override
  public long hidden() {
    return 0;
  }

  @Override
  public String extent() {
    return "in it at " + versions(pins.orElseThrow());
  }

  @Override
  public boolean isPinned() {
    return pins.isPresent();
  }

  @Override
  public boolean mayDiffer() {
    return pins.orElseThrow().stream().anyMatch(table -> table.getVersion() == null);
  }

  @Override
  public Stream<String> lines() {
    return pins.orElseThrow().stream().map(TableCorpus::line);
  }

  private static String line(PinnedTable table) {
    return "%s\t%s\t%s"
        .formatted(Secrets.mask(table.getName()), table.getTableId(), version(table));
  }

  private static String version(PinnedTable table) {
    return table.getVersion() == null ? "no version" : "version " + table.getVersion();
  }

  private static String versions(List<PinnedTable> tables) {
    return tables.stream()
        .map(table -> "%s of %s".formatted(version(table), table.getName()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public InputFiles toRecord() {
    return new InputFiles(
        List.of(),
        pins.orElseThrow().stream()
            .map(
                table ->
                    PinnedTable.newBuilder(table).setName(Secrets.mask(table.getName())).build())
            .toList());
  }

  @Override
  public String changesSince(InputFiles earlier) {
    return "it is at %s, before at %s"
        .formatted(versions(pins.orElseThrow()), versions(earlier.getTables()));
  }
}
