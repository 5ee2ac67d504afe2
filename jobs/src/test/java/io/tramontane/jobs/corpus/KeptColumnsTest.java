package io.tramontane.jobs.corpus;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.config.TableConfig;
import io.tramontane.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is carried along arrives in files of rows as it was, value and type. */
class KeptColumnsTest {
  private static final Schema ROW =
      SchemaBuilder.record("Row").fields().requiredString("doc_id").endRecord();

  private final Path folder;
  private final Path corpus;

  KeptColumnsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.corpus = Files.createDirectory(folder.resolve("corpus"));
  }

  @Tag("versions")
  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void whatSparkWritesComesBackWithItsTypes(InputFormat format) throws IOException {
    Dataset<Row> written =
        TestSpark.session()
            .sql(
                """
                SELECT id, text, title, raw, yes, tiny, small, whole, large, half, full, price, big,
                       day, moment, clock
                FROM VALUES
                  ('a', 'one', 'Grüße, 世界 🌬', X'00ff', true, 1Y, -2S, 3, -9223372036854775808, 0.1F, 1e-300D,
                   CAST(-12.30 AS DECIMAL(9,2)), CAST('-99999999999999999999999999999999999.999' AS DECIMAL(38,3)),
                   DATE'1582-10-15', TIMESTAMP'1969-12-31 23:59:57.999999', TIMESTAMP_NTZ'2001-01-01 00:00:00.000001'),
                  ('b', 'two', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                  ('c', 'three', '', X'', false, -128Y, 32767S, -2147483648, 9223372036854775807, FLOAT('NaN'),
                   DOUBLE('-Infinity'), CAST(0 AS DECIMAL(9,2)), CAST('0.001' AS DECIMAL(38,3)),
                   DATE'9999-12-31', TIMESTAMP'2024-02-29 12:00:00', TIMESTAMP_NTZ'1900-01-01 12:34:56')
                  AS t(id, text, title, raw, yes, tiny, small, whole, large, half, full, price, big, day, moment, clock)
                """);
    String path = corpus.resolve("data").toString();
    written.coalesce(1).write().format(format == InputFormat.ORC ? "orc" : "parquet").save(path);
    // A time of ORC has no zone, whatever Spark means by it.
    String[] others =
        format == InputFormat.ORC
            ? new String[] {"id", "text", "moment"}
            : new String[] {"id", "text"};
    List<String> kept = Arrays.asList(written.drop(others).columns());

    Dataset<Row> rows = rows(input(format, kept));

    assertThat(rows.drop("doc_id").schema().treeString())
        .isEqualTo(
            written
                .drop(others)
                .selectExpr(
                    kept.stream()
                        .map(
                            name ->
                                List.of("tiny", "small").contains(name)
                                    ? "int(" + name + ") AS " + name
                                    : name)
                        .toArray(String[]::new))
                .schema()
                .treeString());
    assertThat(rows.orderBy("doc_id").drop("doc_id").collectAsList())
        .isEqualTo(
            written
                .orderBy("id")
                .drop(others)
                .withColumn("tiny", col("tiny").cast("int"))
                .withColumn("small", col("small").cast("int"))
                .collectAsList());
  }

  @ParameterizedTest
  @CsvSource({
    "int32 kept (UINT_8), 255, int, 255",
    "int32 kept (UINT_32), -1, bigint, 4294967295",
    "int64 kept (UINT_64), -1, 'decimal(20,0)', 18446744073709551615",
    "'int32 kept (DECIMAL(9,2))', -5, 'decimal(9,2)', -0.05",
    "'int64 kept (TIMESTAMP(MILLIS,true))', -1, timestamp, 1969-12-31 23:59:59.999",
    "'int64 kept (TIMESTAMP(MICROS,false))', 1, timestamp_ntz, 1970-01-01 00:00:00.000001",
    "int64 kept, -1, bigint, -1",
  })
  void numbersOfParquetKeepTheirMeaning(String type, long stored, String kept, String value)
      throws IOException {
    parquet(
        "a.parquet",
        type + ";",
        row -> {
          if (type.startsWith("int32")) {
            row.add("kept", (int) stored);
          } else {
            row.add("kept", stored);
          }
        });

    Row row =
        rows(input(InputFormat.PARQUET, List.of("kept")))
            .selectExpr("typeof(kept)", "string(kept)")
            .head();

    assertThat(row.getString(0)).isEqualTo(kept);
    assertThat(row.getString(1)).isEqualTo(value);
  }

  @Test
  void otherTypesOfParquetAreKeptAsWell() throws IOException {
    parquet(
        "a.parquet",
        "optional fixed_len_byte_array(16) uuid (UUID); optional int96 instant; optional fixed_len_byte_array(2) raw;",
        row -> {
          row.add(
              "uuid",
              Binary.fromConstantByteArray(
                  new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1}));
          row.add("instant", new NanoTime(2_440_589, 1_999));
          row.add("raw", Binary.fromConstantByteArray(new byte[] {1, 2}));
        });

    assertThat(
            rows(input(InputFormat.PARQUET, List.of("uuid", "instant", "raw")))
                .selectExpr("uuid", "string(instant)", "hex(raw)")
                .head()
                .mkString(" | "))
        .isEqualTo("00010203-0405-0607-0809-0a0b0c0d0eff | 1970-01-02 00:00:00.000001 | 0102");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optional int64 kept (TIMESTAMP(NANOS,true));",
        "optional int64 kept (TIME(MICROS,true));",
        "optional fixed_len_byte_array(2) kept (FLOAT16);",
        "optional binary kept (DECIMAL(39,2));",
        "repeated int32 kept;",
        "optional group kept { optional int32 part; }"
      })
  void whatCannotBeKeptIsRefusedWithItsType(String column) throws IOException {
    parquet("a.parquet", column, row -> {});

    assertThatThrownBy(() -> rows(input(InputFormat.PARQUET, List.of("kept"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot keep column kept of ")
        .hasMessageContaining("a.parquet: it is of type ");
  }

  @Test
  void aColumnOfAnotherTypeInALaterFileIsRefusedWithBoth() throws IOException {
    parquet("a.parquet", "optional int32 kept;", row -> row.add("kept", 1));
    parquet("b.parquet", "optional binary kept (UTF8);", row -> row.add("kept", "1"));

    assertThatThrownBy(() -> rows(input(InputFormat.PARQUET, List.of("kept"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("b.parquet: its type is string there, and int in the first file.");
  }

  @Test
  void aColumnThatIsNotThereIsRefused() throws IOException {
    parquet("a.parquet", "optional int32 kept;", row -> row.add("kept", 1));

    assertThatThrownBy(() -> rows(input(InputFormat.PARQUET, List.of("Kept"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it has no column Kept; its columns are id, text, kept.");
  }

  @Test
  void theTextAndTheIdentityCanBeKeptToo() throws IOException {
    parquet("a.parquet", "optional int32 kept;", row -> row.add("kept", 1));

    assertThat(rows(input(InputFormat.PARQUET, List.of("text", "id", "kept"))).toJSON().head())
        .isEqualTo("{\"doc_id\":\"a.parquet\",\"text\":\"words\",\"id\":\"a.parquet\",\"kept\":1}");
  }

  @Test
  void jsonLinesGiveStringsAndEverythingElseAsItIsWritten() throws IOException {
    Files.writeString(
        corpus.resolve("c.jsonl"),
        """
        {"s": "Grüße", "n": 1.50e3, "o": {"a": [1,  "}"]}, "l": [], "id": "1", "text": "t", "b": true}
        {"id": "2", "text": "t", "s": null}
        {"id": "3", "text": 5, "s": "kept all the same"}
        {"id": "4", "text": "t", "s": "\\ud800"}
        """);

    assertThat(
            rows(input(InputFormat.JSONL, List.of("s", "n", "o", "l", "b", "not there")))
                .orderBy("doc_id")
                .toJSON()
                .collectAsList())
        .containsExactly(
            "{\"doc_id\":\"1\",\"s\":\"Grüße\",\"n\":\"1.50e3\",\"o\":\"{\\\"a\\\": [1,  \\\"}\\\"]}\",\"l\":\"[]\",\"b\":\"true\"}",
            "{\"doc_id\":\"2\"}",
            "{\"doc_id\":\"3\",\"s\":\"kept all the same\"}",
            "{\"doc_id\":\"4\",\"s\":\"\\\\ud800\"}");
  }

  @Test
  void namesOfCsvMayBeAnything() throws IOException {
    Files.writeString(
        corpus.resolve("c.csv"),
        "text,Customer ID;\"x\",id,\"größe, m²\"\nt,7,1,\"1,5\"\nt,,2,\"\"\n");

    Dataset<Row> rows = rows(input(InputFormat.CSV, List.of("größe, m²", "Customer ID;\"x\"")));

    assertThat(rows.columns()).containsExactly("doc_id", "größe, m²", "Customer ID;\"x\"");
    assertThat(rows.orderBy("doc_id").collectAsList().toString())
        .isEqualTo("[[1,1,5,7], [2,,null]]");
  }

  @Test
  void aColumnThatAFileOfCsvHasNotIsRefused() throws IOException {
    Files.writeString(corpus.resolve("a.csv"), "id,text,kept\n1,t,k\n");
    Files.writeString(corpus.resolve("b.csv"), "id,text\n2,t\n");

    assertThatThrownBy(() -> rows(input(InputFormat.CSV, List.of("kept"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("b.csv: it has no column kept");
  }

  private InputConfig input(InputFormat format, List<String> keep) {
    return new InputConfig(
        corpus.toString(),
        format,
        "id",
        "text",
        keep,
        CsvDialect.RFC_4180,
        TableConfig.NONE,
        false);
  }

  /** The corpus's identities and what is kept, written and read again. */
  private Dataset<Row> rows(InputConfig input) throws IOException {
    FileCorpus files = FileCorpus.of(input, new Configuration());
    Schema schema = files.kept().behind(ROW);
    Path file = folder.resolve("rows.parquet");
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(
                HadoopOutputFile.fromPath(hadoop(file), new Configuration()))
            .withSchema(schema)
            .withDataModel(GenericData.get())
            .build()) {
      for (Row document : files.read(TestSpark.session()).collectAsList()) {
        GenericRecord row = new GenericData.Record(schema);
        row.put("doc_id", document.getString(0));
        files.kept().put(row, document.getList(3));
        writer.write(row);
      }
    }
    return TestSpark.session().read().parquet(file.toString());
  }

  /** A file with one document, whose identity is the file's name. */
  private void parquet(String name, String columns, Consumer<Group> fill) throws IOException {
    String optional = columns.startsWith("int") ? "optional " + columns : columns;
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { required binary id (UTF8); required binary text (UTF8); %s }"
                .formatted(optional));
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(hadoop(corpus.resolve(name)), new Configuration()))
            .withType(type)
            .build()) {
      Group row = new SimpleGroup(type);
      row.add("id", name);
      row.add("text", "words");
      fill.accept(row);
      writer.write(row);
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toString());
  }
}
