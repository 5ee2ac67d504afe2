package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorpusSourceTest {
  private static final byte[] LATIN_1 = {'c', 'a', 'f', (byte) 0xE9};

  private final Path folder;

  CorpusSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"PARQUET", "ORC"})
  void readsColumnsAndKeepsBytesThatAreNotUtf8(InputFormat format) {
    Path table = folder.resolve("table");
    StructType type =
        new StructType()
            .add("number", DataTypes.LongType)
            .add("other", DataTypes.StringType)
            .add("the body", DataTypes.BinaryType);
    Dataset<Row> rows =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create(1L, "x", "Grüße, 世界 🌬".getBytes(StandardCharsets.UTF_8)),
                    RowFactory.create(2L, "x", LATIN_1),
                    RowFactory.create(3L, "x", null)),
                type);
    // A string column may hold any bytes too.
    rows.withColumn("the text", rows.col("the body").cast("string"))
        .write()
        .format(format.name())
        .save(table.toString());

    for (String column : List.of("the body", "the text")) {
      Map<String, Row> documents =
          read(new InputConfig(table.toString(), format, "number", column));

      assertThat(documents).containsOnlyKeys("1", "2", "3");
      assertThat(text(documents, "1")).isEqualTo("Grüße, 世界 🌬");
      assertThat(content(documents, "2")).isEqualTo(LATIN_1);
      assertThat(row(documents, "3").isNullAt(1)).isTrue();
    }
  }

  @Test
  void readsJsonLinesAndKeepsTheIdentityOfDamagedOnes() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.write(
        """
        {"id": "good", "text": "caf\\u00e9\\nGrüße", "other": {"text": "no", "id": 1}}
        {"text": "number", "id": 7}

        {"id": "null", "text": null}
        {"id": "missing"}
        {"id": "list", "text": ["a"]}
        {"id": "open", "text": "this never ends
        {"id": "trailing", "text": "a"} {"id": "x"}
        {"id": "carriage return", "text": "a"}\r
        """
            .getBytes(StandardCharsets.UTF_8));
    lines.write("{\"id\": \"latin\", \"text\": \"".getBytes(StandardCharsets.UTF_8));
    lines.write(LATIN_1);
    lines.write("\"}\n".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("c.jsonl"), lines.toByteArray());

    Map<String, Row> documents = read(file, InputFormat.JSONL);

    assertThat(documents)
        .containsOnlyKeys(
            "good", "7", "null", "missing", "list", "open", "trailing", "carriage return", "latin");
    assertThat(text(documents, "good")).isEqualTo("café\nGrüße");
    assertThat(text(documents, "carriage return")).isEqualTo("a");
    assertThat(row(documents, "null").isNullAt(1)).isTrue();
    assertThat(row(documents, "missing").isNullAt(1)).isTrue();
    assertThat(problem(documents, "list")).isEqualTo("the field text is no string");
    assertThat(problem(documents, "open")).isEqualTo("the line is not valid JSON");
    assertThat(problem(documents, "trailing")).isEqualTo("the line goes on behind its JSON object");
    assertThat(row(documents, "trailing").isNullAt(1)).isTrue();
    assertThat(DocumentText.decode(content(documents, "latin"))).isEmpty();
    assertThat(problem(documents, "good")).isNull();
  }

  @Test
  void aLineOfJsonWithoutIdentityHasNone() throws IOException {
    Path file =
        Files.writeString(folder.resolve("c.jsonl"), "[1]\n{\"text\": \"a\"}\n{\"id\":null}");

    List<Row> rows =
        new CorpusSource(TestSpark.session(), input(file, InputFormat.JSONL))
            .read()
            .collectAsList();

    assertThat(rows).hasSize(3).allMatch(row -> row.isNullAt(0));
  }

  @Test
  void readsCsvAsItsBytes() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    csv.write(
        """
        \uFEFFclé,other,text
        a,x,"Grüße, ""Welt""
        second line"
        b,x,
        c,x
        d,x,y,z
        """
            .getBytes(StandardCharsets.UTF_8));
    csv.write("é,x,".getBytes(StandardCharsets.UTF_8));
    csv.write(LATIN_1);
    Path file = Files.write(folder.resolve("c.csv"), csv.toByteArray());

    Map<String, Row> documents =
        read(new InputConfig(file.toString(), InputFormat.CSV, "clé", "text"));

    assertThat(documents).containsOnlyKeys("a", "b", "c", "d", "é");
    assertThat(text(documents, "a")).isEqualTo("Grüße, \"Welt\"\nsecond line");
    assertThat(row(documents, "b").isNullAt(1)).isTrue();
    assertThat(content(documents, "é")).isEqualTo(LATIN_1);
    assertThat(problem(documents, "a")).isNull();
    assertThat(problem(documents, "c"))
        .isEqualTo("the record has not as many values as the header has names");
    assertThat(problem(documents, "d"))
        .isEqualTo("the record has not as many values as the header has names");
  }

  @Test
  void readsAFolderOfTextsUnderTheirPaths() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("my texts"));
    Files.writeString(texts.resolve("a.txt"), "first");
    Files.createDirectories(texts.resolve("sub dir/ü"));
    Files.writeString(texts.resolve("sub dir/ü/b%20c.md"), "second\n");
    Files.write(texts.resolve("latin"), LATIN_1);
    Files.write(texts.resolve("empty"), new byte[0]);

    Map<String, Row> documents = read(texts, InputFormat.TEXT);

    assertThat(documents).containsOnlyKeys("a.txt", "sub dir/ü/b%20c.md", "latin", "empty");
    assertThat(text(documents, "a.txt")).isEqualTo("first");
    assertThat(text(documents, "sub dir/ü/b%20c.md")).isEqualTo("second\n");
    assertThat(content(documents, "latin")).isEqualTo(LATIN_1);
    assertThat(content(documents, "empty")).isEmpty();
  }

  @Test
  void saysWhichColumnsThereAreUnlessTheyMayBeADocument() throws IOException {
    Path csv = Files.writeString(folder.resolve("c.csv"), "key,body\n1,a\n");

    assertThatThrownBy(() -> read(csv, InputFormat.CSV))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read input %s: it has no column id; the first line has 2 other names. Correct tramontane.input.id-column or text-column."
                .formatted(csv));

    Path parquet = folder.resolve("p");
    TestSpark.session().range(3).write().parquet(parquet.toString());
    assertThatThrownBy(() -> read(parquet, InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it has no column text; its columns are id.");
    assertThatThrownBy(
            () -> read(new InputConfig(parquet.toString(), InputFormat.PARQUET, "id", "id")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its column id is of type bigint. It must be a string or bytes.");
  }

  @ParameterizedTest
  @EnumSource(InputFormat.class)
  void refusesAPathThatIsNotThere(InputFormat format) {
    assertThatThrownBy(() -> read(folder.resolve("none"), format))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none: it does not exist. Correct tramontane.input.path.");
  }

  @Test
  void refusesASingleFileAsAFolderOfTexts() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "text");

    assertThatThrownBy(() -> read(file, InputFormat.TEXT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.txt as text: it is no folder.");
  }

  @Test
  void refusesAFileOfAnotherFormat() throws IOException {
    Path file = Files.writeString(folder.resolve("c.parquet"), "no parquet at all");

    assertThatThrownBy(() -> read(file, InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read input %s as parquet: ".formatted(file))
        .hasMessageContaining("is not a Parquet file")
        .hasMessageEndingWith(". Correct tramontane.input.");

    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> read(empty, InputFormat.PARQUET))
        .hasMessage(
            "Cannot read input %s as parquet: Unable to infer schema for Parquet. It must be specified manually. Correct tramontane.input."
                .formatted(empty));
  }

  private static InputConfig input(Path path, InputFormat format) {
    return new InputConfig(path.toString(), format, "id", "text");
  }

  private static Map<String, Row> read(Path path, InputFormat format) {
    return read(input(path, format));
  }

  private static Map<String, Row> read(InputConfig input) {
    Map<String, Row> documents = new TreeMap<>();
    for (Row row : new CorpusSource(TestSpark.session(), input).read().collectAsList()) {
      documents.put(row.getString(0), row);
    }
    return documents;
  }

  private static Row row(Map<String, Row> documents, String id) {
    return Objects.requireNonNull(documents.get(id));
  }

  private static byte[] content(Map<String, Row> documents, String id) {
    return row(documents, id).getAs("content");
  }

  private static String text(Map<String, Row> documents, String id) {
    return DocumentText.decode(content(documents, id)).orElseThrow();
  }

  private static String problem(Map<String, Row> documents, String id) {
    return row(documents, id).getAs("problem");
  }
}
