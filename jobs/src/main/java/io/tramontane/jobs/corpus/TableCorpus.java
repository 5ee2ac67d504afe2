package io.tramontane.jobs.corpus;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.corpus.KeptColumns.KeptColumn;
import io.tramontane.jobs.corpus.KeptType.Kind;
import io.tramontane.jobs.table.PinnedSource;
import io.tramontane.schema.Document;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.PinnedTable;
import io.tramontane.schema.SparkSchemas;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * A corpus in tables, each read at the version that was pinned when the run was planned: what is
 * written to them meanwhile changes no run.
 *
 * @param input how it is read
 * @param pins the versions; empty as long as nobody has asked Spark for them
 */
public record TableCorpus(InputConfig input, Optional<List<PinnedTable>> pins)
    implements CorpusSource {
  private static final String PLACE = "column_%s";
  private static final String TYPES_KEPT =
      "strings, bytes, numbers, truth values, dates and times can be kept";

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
    Dataset<Row> table = table(spark);
    Column id = identity(table);
    Column[] kept =
        kept(table).columns().stream().map(column -> bytes(table, column)).toArray(Column[]::new);
    Dataset<Row> documents =
        placed(table)
            .select(
                id.as("doc_id"),
                text(table).as("content"),
                when(id.isNull(), lit("a row has nothing in " + input.idColumn())).as("problem"),
                (kept.length == 0 ? array().cast("array<binary>") : array(kept)).as("kept"));
    // Like files, and unlike a plan, an RDD is not known to be empty beforehand, which would leave
    // the run without partitions.
    return spark.createDataFrame(documents.toJavaRDD(), SparkSchemas.of(Document.getClassSchema()));
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
  public KeptColumns kept(SparkSession spark) {
    return kept(table(spark));
  }

  private KeptColumns kept(Dataset<Row> table) {
    return new KeptColumns(
        input.keep().stream()
            .map(name -> new KeptColumn(name, keptType(field(table, name))))
            .toList());
  }

  private Column identity(Dataset<Row> table) {
    Predicate<DataType> fits =
        type ->
            type instanceof StringType
                || isWhole(type)
                || (type instanceof DecimalType decimal && decimal.scale() == 0);
    return column(table, input.idColumn(), fits, "a string or a whole number").cast("string");
  }

  private static boolean isWhole(DataType type) {
    return Stream.of(
            DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType)
        .anyMatch(type::equals);
  }

  private Column text(Dataset<Row> table) {
    Predicate<DataType> fits =
        type -> type instanceof StringType || type.equals(DataTypes.BinaryType);
    return column(table, input.textColumn(), fits, "a string or bytes").cast("binary");
  }

  private Column column(
      Dataset<Row> table, String name, Predicate<DataType> fits, String expected) {
    StructField field = field(table, name);
    if (!fits.test(field.dataType())) {
      throw new InvalidInputException(
          "Cannot read input %s: its column %s is of type %s. It must be %s."
              .formatted(input.path(), name, field.dataType().simpleString(), expected));
    }
    return columnOf(table, name);
  }

  /** With names for the places of its columns: in SQL's eyes, id and ID are one name. */
  private static Dataset<Row> placed(Dataset<Row> table) {
    String[] places =
        IntStream.range(0, table.columns().length)
            .mapToObj(PLACE::formatted)
            .toArray(String[]::new);
    return table.toDF(places);
  }

  private static Column columnOf(Dataset<Row> table, String name) {
    return col(PLACE.formatted(List.of(table.columns()).indexOf(name)));
  }

  private StructField field(Dataset<Row> table, String name) {
    List<String> names = List.of(table.columns());
    int count = Collections.frequency(names, name);
    if (count != 1) {
      throw new InvalidInputException(
          "Cannot read input %s: it has %s columns called %s; its columns are %s. Correct tramontane.input.id-column, text-column or keep."
              .formatted(input.path(), count == 0 ? "no" : count, name, String.join(", ", names)));
    }
    return table.schema().fields()[names.indexOf(name)];
  }

  private KeptType keptType(StructField field) {
    DataType type = field.dataType();
    if (type instanceof StringType) {
      return KeptType.STRING;
    }
    if (type instanceof DecimalType decimal) {
      return KeptType.decimal(decimal.precision(), decimal.scale());
    }
    return KeptType.of(
        switch (type.typeName()) {
          case "binary" -> Kind.BYTES;
          case "boolean" -> Kind.BOOLEAN;
          case "byte", "short", "integer" -> Kind.INT;
          case "long" -> Kind.LONG;
          case "float" -> Kind.FLOAT;
          case "double" -> Kind.DOUBLE;
          case "date" -> Kind.DATE;
          case "timestamp" -> Kind.TIMESTAMP;
          case "timestamp_ntz" -> Kind.LOCAL_TIMESTAMP;
          default ->
              throw new InvalidInputException(
                  "Cannot keep column %s of %s: it is of type %s. Take it out of tramontane.input.keep: %s."
                      .formatted(field.name(), input.path(), type.simpleString(), TYPES_KEPT));
        });
  }

  /** A column's values as {@link KeptType} parses them. */
  private static Column bytes(Dataset<Row> table, KeptColumn kept) {
    Column value = columnOf(table, kept.name());
    Column written =
        switch (kept.type().kind()) {
          case DATE -> unix_date(value).cast("string");
          case TIMESTAMP -> unix_micros(value).cast("string");
          // The session's time zone is UTC, so that the clock's digits stay what they are.
          case LOCAL_TIMESTAMP -> unix_micros(value.cast("timestamp")).cast("string");
          case BYTES -> value;
          default -> value.cast("string");
        };
    return written.cast("binary");
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
