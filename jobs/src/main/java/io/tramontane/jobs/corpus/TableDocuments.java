package io.tramontane.jobs.corpus;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.corpus.KeptColumns.KeptColumn;
import io.tramontane.jobs.corpus.KeptType.Kind;
import io.tramontane.schema.Document;
import io.tramontane.schema.SparkSchemas;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * The documents in a table, by its columns, whose names are read to the letter.
 *
 * @param input which columns they are
 * @param table not yet read
 */
record TableDocuments(InputConfig input, Dataset<Row> table) {
  private static final String PLACE = "column_%s";

  /**
   * Rows of {@link Document}.
   *
   * @throws InvalidInputException if a column is not there, or not of a type that it can have
   */
  Dataset<Row> rows() {
    Column id = identity();
    Column valid = when(call_function("is_valid_utf8", id), id);
    Column[] kept = kept().columns().stream().map(this::bytes).toArray(Column[]::new);
    Dataset<Row> documents =
        placed()
            .select(
                valid.as("doc_id"),
                text().as("content"),
                when(id.isNull(), lit("a row has nothing in " + input.idColumn()))
                    .when(valid.isNull(), lit("a row is not valid UTF-8 in " + input.idColumn()))
                    .as("problem"),
                (kept.length == 0 ? array().cast("array<binary>") : array(kept)).as("kept"));
    // Like files, and unlike a plan, an RDD is not known to be empty beforehand, which would leave
    // the run without partitions.
    return table
        .sparkSession()
        .createDataFrame(documents.toJavaRDD(), SparkSchemas.of(Document.getClassSchema()));
  }

  /** What is carried along, with the types that the columns have. */
  KeptColumns kept() {
    return new KeptColumns(
        input.keep().stream().map(name -> new KeptColumn(name, keptType(field(name)))).toList());
  }

  private Column identity() {
    return column(input.idColumn(), TableDocuments::isIdentity, "a string or a whole number")
        .cast("string");
  }

  private static boolean isIdentity(DataType type) {
    return type instanceof StringType
        || (type instanceof DecimalType decimal && decimal.scale() == 0)
        || List.of(
                DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType)
            .contains(type);
  }

  private Column text() {
    Predicate<DataType> fits =
        type -> type instanceof StringType || type.equals(DataTypes.BinaryType);
    return column(input.textColumn(), fits, "a string or bytes").cast("binary");
  }

  private Column column(String name, Predicate<DataType> fits, String expected) {
    DataType type = field(name).dataType();
    if (!fits.test(type)) {
      throw ColumnarDocuments.wrongType(name, type.simpleString(), expected, input.path());
    }
    return columnOf(name);
  }

  /** With names for the places of its columns: in SQL's eyes, id and ID are one name. */
  private Dataset<Row> placed() {
    return table.toDF(
        IntStream.range(0, table.columns().length)
            .mapToObj(PLACE::formatted)
            .toArray(String[]::new));
  }

  private Column columnOf(String name) {
    return col(PLACE.formatted(List.of(table.columns()).indexOf(name)));
  }

  private StructField field(String name) {
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
              throw ColumnarDocuments.notKept(field.name(), type.simpleString(), input.path());
        });
  }

  /** A column's values as {@link KeptType} parses them. */
  private Column bytes(KeptColumn kept) {
    Column value = columnOf(kept.name());
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
}
