package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.testing.Inputs;
import io.tramontane.jobs.testing.TestSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnarFilesTest {
  private static final BigInteger BIG = BigInteger.TEN.pow(37).add(BigInteger.TWO).negate();

  private final Path folder;

  ColumnarFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "int32 id, -7, -7",
    "int32 id (UINT_32), -1, 4294967295",
    "int64 id (UINT_64), -1, 18446744073709551615",
    "int64 id (INT_64), -1, -1",
    "'int32 id (DECIMAL(9,0))', 12, 12",
    "'int64 id (DECIMAL(18,0))', 12, 12",
  })
  void wholeNumbersOfParquetAreIdentities(String type, long stored, String identity)
      throws IOException {
    parquet(
        "a.parquet",
        "required " + type + "; optional binary text (UTF8);",
        row -> {
          if (type.startsWith("int32")) {
            row.add("id", (int) stored);
          } else {
            row.add("id", stored);
          }
          row.add("text", "a");
        });

    assertThat(read(InputFormat.PARQUET)).containsExactly(Map.entry(identity, "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary id", "fixed_len_byte_array(16) id"})
  void bigDecimalsOfParquetAreIdentities(String type) throws IOException {
    byte[] bytes = BIG.toByteArray();
    byte[] fixed = new byte[16];
    Arrays.fill(fixed, (byte) -1);
    System.arraycopy(bytes, 0, fixed, 16 - bytes.length, bytes.length);
    parquet(
        "a.parquet",
        "required " + type + " (DECIMAL(38,0)); optional binary text;",
        row -> row.append("id", Binary.fromConstantByteArray(fixed)).append("text", "a"));

    assertThat(read(InputFormat.PARQUET)).containsExactly(Map.entry(BIG.toString(), "a"));
  }

  @Tag("versions")
  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void decimalsThatSparkWritesAreIdentities(InputFormat format) {
    for (int digits : new int[] {9, 18, 20, 38}) {
      BigDecimal number = new BigDecimal(digits == 38 ? BIG : BigInteger.TEN.pow(digits - 1));
      write(format, "d" + digits, DataTypes.createDecimalType(digits, 0), number);
    }

    assertThat(read(format))
        .containsOnlyKeys(
            "100000000", "100000000000000000", "10000000000000000000", BIG.toString());
  }

  /** Types that Spark 4 does not read, and names that differ by their case. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "optional int64 other (TIMESTAMP(NANOS,true));",
        "optional int64 other (TIMESTAMP(NANOS,false));",
        "optional int64 other (TIME(MICROS,true));",
        "optional fixed_len_byte_array(16) other (UUID);",
        "optional fixed_len_byte_array(2) other (FLOAT16);",
        "optional int32 other (UNKNOWN);",
        "optional group other (LIST) { repeated group list { optional int96 element; } }",
        "optional binary Text (UTF8); optional binary ID;",
      })
  void otherColumnsMayBeOfAnyTypeAndName(String others) throws IOException {
    parquet(
        "a.parquet",
        others + " required int64 id; optional binary text (UTF8);",
        row -> row.append("id", 1L).append("text", "a"));

    assertThat(read(InputFormat.PARQUET)).containsExactly(Map.entry("1", "a"));
  }

  @Tag("versions")
  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void columnsAreFoundByNameAndTypeInEachFile(InputFormat format) {
    write(format, "a", DataTypes.StringType, "x");
    write(format, "b", DataTypes.ShortType, (short) 7);
    TestSpark.session()
        .sql("SELECT CAST('c' AS BINARY) AS text, 'other' AS Text2, 9L AS id")
        .write()
        .format(format.name())
        .save(folder.resolve("corpus/c").toString());

    assertThat(read(format)).containsOnlyKeys("x", "7", "9").containsEntry("9", "c");
  }

  @Tag("versions")
  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void aFileWithoutAColumnIsRefusedByName(InputFormat format) {
    TestSpark.session()
        .sql("SELECT 1 AS id, 'x' AS Text")
        .write()
        .format(format.name())
        .save(folder.resolve("corpus/older").toString());
    write(format, "newer", DataTypes.LongType, 2L);

    assertThatThrownBy(() -> read(format))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("corpus/older/part-")
        .hasMessageContaining(": it has no column text; its columns are id, Text. Correct ");
  }

  @ParameterizedTest
  @CsvSource({
    "double id, DOUBLE",
    "boolean id, BOOLEAN",
    "int32 id (DATE), 'INT32 (DATE)'",
    "'int64 id (DECIMAL(18,2))', 'INT64 (DECIMAL(18,2))'",
    "fixed_len_byte_array(16) id (UUID), 'FIXED_LEN_BYTE_ARRAY (UUID)'",
    "binary id, BINARY",
  })
  void anIdentityOfAnotherTypeIsRefusedByName(String type, String told) throws IOException {
    parquet("a.parquet", "optional " + type + "; optional binary text;", row -> {});

    assertThatThrownBy(() -> read(InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "a.parquet: its column id is of type "
                + told
                + ". It must be a string or a whole number.");
  }

  @Tag("versions")
  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void ofThreeFilesTheDamagedOneIsNamed(InputFormat format) throws IOException {
    for (String name : List.of("a", "b", "c")) {
      write(format, name, DataTypes.StringType, name);
    }
    Path damaged = partOf("b");
    byte[] whole = Files.readAllBytes(damaged);
    forgetChecksum(damaged);

    for (byte[] damage :
        List.of(
            new byte[0],
            Arrays.copyOf(whole, whole.length / 2),
            Arrays.copyOf(whole, whole.length - 1),
            "no such file".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      Files.write(damaged, damage);
      assertThatThrownBy(() -> read(format))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot read input file:" + damaged + ": ");
    }
  }

  /** Also where the file's end, which says what is in it, is whole. */
  @Test
  void aDamagedPageOfParquetIsNamed() throws IOException {
    parquet(
        "a.parquet",
        "required int64 id; optional binary text (UTF8);",
        row -> row.append("id", 1L).append("text", "MARKMARKMARK"));
    Path file = folder.resolve("corpus/a.parquet");
    byte[] bytes = Files.readAllBytes(file);
    int mark =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("MARKMARKMARK");
    bytes[mark] = 'B';
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot read input file:"
                + file
                + ": it is not what the .crc file beside it was made of: ");

    forgetChecksum(file);

    assertThatThrownBy(() -> read(InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot read input file:" + file + ": it is damaged, or of another format: ")
        .hasMessageNotContaining("ARKMARK");
  }

  @Test
  void anIdentityThatIsMissingIsToldWithItsRow() throws IOException {
    parquet(
        "a.parquet",
        "optional binary id (UTF8); optional binary text (UTF8);",
        row -> row.append("text", "a"));

    Row row = CorpusSource.read(TestSpark.session(), input(InputFormat.PARQUET), List.of()).head();

    assertThat(row.isNullAt(0)).isTrue();
    assertThat(row.getString(2)).isEqualTo("the record at row 0 of a.parquet has nothing in id");
  }

  @Test
  void aColumnOfTextsWhoseTypeNobodyKnewHasNone() throws IOException {
    parquet(
        "a.parquet",
        "required int64 id; optional int32 text (UNKNOWN);",
        row -> row.append("id", 1L));

    Row row = CorpusSource.read(TestSpark.session(), input(InputFormat.PARQUET), List.of()).head();

    assertThat(row.getString(0)).isEqualTo("1");
    assertThat(row.isNullAt(1)).isTrue();
    assertThat(row.isNullAt(2)).isTrue();
  }

  @Tag("versions")
  @Test
  void rowsOfAFileOfManySlicesAreReadOnce() throws IOException {
    TestSpark.session()
        .range(0, 300_000, 1, 1)
        .selectExpr("id", "sha2(CAST(id AS STRING), 512) AS text")
        .write()
        .option("parquet.block.size", "1048576")
        .option("parquet.page.size", "65536")
        .parquet(folder.resolve("corpus/p").toString());

    var documents = CorpusSource.read(TestSpark.session(), input(InputFormat.PARQUET), List.of());

    assertThat(documents.javaRDD().getNumPartitions()).isGreaterThan(2);
    assertThat(documents.count()).isEqualTo(300_000);
    assertThat(documents.select("doc_id").distinct().count()).isEqualTo(300_000);
  }

  /** Without it, Hadoop does not know that a file is not as it was written. */
  private static void forgetChecksum(Path file) throws IOException {
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  /** Writes a file of one row. */
  private void parquet(String name, String columns, Consumer<Group> values) throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { " + columns + " }");
    Path file = folder.resolve("corpus").resolve(name);
    Files.createDirectories(file.getParent());
    Group row = new SimpleGroup(schema);
    values.accept(row);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(schema)
            .build()) {
      writer.write(row);
    }
  }

  private void write(InputFormat format, String name, DataType type, Object id) {
    TestSpark.session()
        .createDataFrame(
            List.of(RowFactory.create(id, "a")),
            new StructType().add("id", type).add("text", DataTypes.StringType))
        .write()
        .format(format.name())
        .save(folder.resolve("corpus").resolve(name).toString());
  }

  private Path partOf(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("corpus").resolve(name))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .findAny()
          .orElseThrow();
    }
  }

  private InputConfig input(InputFormat format) {
    return Inputs.of(
        folder.resolve("corpus").toString(), format, "id", "text", CsvDialect.RFC_4180);
  }

  private Map<String, String> read(InputFormat format) {
    Map<String, String> documents = new TreeMap<>();
    for (Row row :
        CorpusSource.read(TestSpark.session(), input(format), List.of()).collectAsList()) {
      documents.put(
          row.getString(0), DocumentText.decode(row.<byte[]>getAs("content")).orElseThrow());
    }
    return documents;
  }
}
