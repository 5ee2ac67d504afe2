package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.testing.Inputs;
import io.tramontane.jobs.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
          read(Inputs.of(table.toString(), format, "number", column, CsvDialect.RFC_4180));

      assertThat(documents).containsOnlyKeys("1", "2", "3");
      assertThat(text(documents, "1")).isEqualTo("Grüße, 世界 🌬");
      assertThat(content(documents, "2")).isEqualTo(LATIN_1);
      assertThat(row(documents, "3").isNullAt(1)).isTrue();
    }
  }

  @Test
  void readsJsonLinesAndKeepsTheIdentityOfObjects() throws IOException {
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
            "good",
            "7",
            "null",
            "missing",
            "list",
            "c.jsonl#byte=185",
            "c.jsonl#byte=225",
            "carriage return",
            "latin");
    assertThat(text(documents, "good")).isEqualTo("café\nGrüße");
    assertThat(text(documents, "carriage return")).isEqualTo("a");
    assertThat(row(documents, "null").isNullAt(1)).isTrue();
    assertThat(row(documents, "missing").isNullAt(1)).isTrue();
    assertThat(problem(documents, "list"))
        .isEqualTo("the line at byte 155 of c.jsonl has no string in text");
    assertThat(problem(documents, "c.jsonl#byte=185"))
        .isEqualTo("the line at byte 185 of c.jsonl is not valid JSON");
    assertThat(problem(documents, "c.jsonl#byte=225"))
        .isEqualTo("the line at byte 225 of c.jsonl goes on behind its JSON object");
    assertThat(row(documents, "c.jsonl#byte=225").isNullAt(1)).isTrue();
    assertThat(DocumentText.decode(content(documents, "latin"))).isEmpty();
    assertThat(problem(documents, "good")).isNull();
  }

  @Test
  void halfASurrogatePairInJsonIsDamage() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.jsonl"),
            """
            {"id": "text", "text": "tide tables \\ud83d"}
            {"id": "both", "text": "\\ude00\\ud83d"}
            {"id": "x\\ud83d", "text": "a"}
            {"id": "x\\uDE00", "text": "a"}
            {"id": "pair\\ud83d\\ude00", "text": "\\ud83d\\ude00"}
            {"id": "elsewhere", "text": "a", "other\\ud83d": "\\ud83d"}
            """);

    Map<String, Row> documents = read(file, InputFormat.JSONL);

    assertThat(documents)
        .containsOnlyKeys("text", "both", "x\\ud83d", "x\\ude00", "pair😀", "elsewhere");
    for (String damaged : List.of("text", "both")) {
      assertThat(problem(documents, damaged))
          .endsWith(" of c.jsonl holds half of a surrogate pair in text");
      assertThat(row(documents, damaged).isNullAt(1)).isTrue();
    }
    assertThat(problem(documents, "x\\ud83d"))
        .isEqualTo("the line at byte 84 of c.jsonl holds half of a surrogate pair in id");
    assertThat(text(documents, "pair😀")).isEqualTo("😀");
    assertThat(problem(documents, "pair😀")).isNull();
    assertThat(problem(documents, "elsewhere")).isNull();
  }

  @Test
  void aLineOfJsonWithoutIdentityHasNone() throws IOException {
    Path file =
        Files.writeString(folder.resolve("c.jsonl"), "[1]\n{\"text\": \"a\"}\n{\"id\":null}");

    List<Row> rows =
        CorpusSource.read(TestSpark.session(), input(file, InputFormat.JSONL), List.of())
            .collectAsList();

    assertThat(rows.stream().map(row -> String.valueOf(row.get(0))))
        .containsExactly("c.jsonl#byte=0", "null", "null");
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
        read(Inputs.of(file.toString(), InputFormat.CSV, "clé", "text", CsvDialect.RFC_4180));

    assertThat(documents).containsOnlyKeys("a", "b", "c.csv#line=5", "c.csv#line=6", "é");
    assertThat(text(documents, "a")).isEqualTo("Grüße, \"Welt\"\nsecond line");
    assertThat(row(documents, "b").isNullAt(1)).isTrue();
    assertThat(content(documents, "é")).isEqualTo(LATIN_1);
    assertThat(problem(documents, "a")).isNull();
    assertThat(problem(documents, "c.csv#line=5"))
        .isEqualTo("the record at line 5 of c.csv has 2 values, and the header 3 names");
    assertThat(problem(documents, "c.csv#line=6"))
        .isEqualTo("the record at line 6 of c.csv has 4 values, and the header 3 names");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,text\r\n1,\"a\r\nb\"\r\n2,c\r\n",
        "id,text\n1,\"a\r\nb\"\r\n2,c\n",
        "\uFEFF\"id\",\"text\"\n1,\"a\r\nb\"\n2,c",
        "id,text\r1,\"a\r\nb\"\r2,c\r",
        "ID,id,text\n9,1,\"a\r\nb\"\n9,2,c",
        ",note,text,note,id\n,,\"a\r\nb\",,1\n\n,,c,,2",
      })
  void readsCsvToTheLetter(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), csv);

    Map<String, Row> documents = read(file, InputFormat.CSV);

    assertThat(documents).containsOnlyKeys("1", "2");
    assertThat(text(documents, "1")).isEqualTo("a\r\nb");
    assertThat(text(documents, "2")).isEqualTo("c");
  }

  @Test
  void findsTheColumnsOfEachCsvFileByName() throws IOException {
    write("csv/a.csv", "id,text\n1,a\n");
    write("csv/b.csv", "text,more,id\nb,x,2\n");

    Map<String, Row> documents = read(folder.resolve("csv"), InputFormat.CSV);

    assertThat(text(documents, "1")).isEqualTo("a");
    assertThat(text(documents, "2")).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource({
    "'id,text\n1,a\n2,\"open\n3,c\n', 'the value in line 3, the 2. of its record, opens a quote that is never closed'",
    "'id,text\n1,\"a\" b\n', 'the value in line 2, the 2. of its record, goes on behind its closing quote'",
    "'text,id\n\"a\n\r\nb\",\"open', 'the value in line 4, the 2. of its record, opens a quote'",
    "'id,text,text\n1,a,b\n', '2 of its columns are called text'",
  })
  void refusesWhatIsNoCsvAndSaysWhere(String csv, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), csv.translateEscapes());

    assertThatThrownBy(
            () ->
                UnreadableInput.explained(
                    input(file, InputFormat.CSV), () -> read(file, InputFormat.CSV)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read input file:" + file)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"JSONL", "CSV", "PARQUET", "ORC"})
  void readsFilesAtAnyDepthUnderAnyName(InputFormat format) throws IOException {
    Path corpus = folder.resolve("docs[1]");
    String[] names = {"a", "sub/b", "sub/{x}/day=1/c", "d e#%20", "📁/f"};
    for (int i = 0; i < names.length; i++) {
      writeDocument(corpus.resolve(names[i]), format, i);
    }
    writeDocument(folder.resolve("docs1/a"), format, 100);

    Map<String, Row> documents = read(corpus, format);

    assertThat(documents).containsOnlyKeys("0", "1", "2", "3", "4");
    assertThat(text(documents, "4")).isEqualTo("text 4");
  }

  private void writeDocument(Path file, InputFormat format, int number) throws IOException {
    Files.createDirectories(file.getParent());
    switch (format) {
      case JSONL ->
          Files.writeString(file, "{\"id\": %1$s, \"text\": \"text %1$s\"}".formatted(number));
      case CSV -> Files.writeString(file, "id,text\n%1$s,text %1$s\n".formatted(number));
      default -> {
        Path table = folder.resolve("table" + number);
        TestSpark.session()
            .range(number, number + 1L, 1, 1)
            .selectExpr("id", "concat('text ', id) AS text")
            .write()
            .format(format.name())
            .save(table.toString());
        try (Stream<Path> files = Files.list(table)) {
          Files.move(
              files
                  .filter(part -> part.getFileName().toString().startsWith("part-"))
                  .findAny()
                  .orElseThrow(),
              file);
        }
      }
    }
  }

  @Test
  void readsCompressedLines() throws IOException {
    Path file = folder.resolve("c.jsonl.gz");
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write("{\"id\": 1, \"text\": \"a\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(text(read(file, InputFormat.JSONL), "1")).isEqualTo("a");
  }

  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      names = {"JSONL", "CSV"})
  void refusesACompressedFileThatIsCutOff(InputFormat format) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(compressed)) {
      stream.write("id,text\n".getBytes(StandardCharsets.UTF_8));
      stream.write("{\"id\":1}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = compressed.toByteArray();
    Path file =
        Files.write(folder.resolve("c.gz"), Arrays.copyOf(whole, whole.length - whole.length / 3));
    InputConfig input = input(file, format);

    assertThatThrownBy(() -> UnreadableInput.explained(input, () -> read(input)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("c.gz: it is cut off: ");
  }

  @Test
  void readsLinesOfAFileOfManySlicesOnce() throws IOException {
    // More than two slices of 4 MiB, with lines across their borders.
    int lines = 100;
    String filling = "x".repeat(100_000);
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      file.append("{\"id\": %s, \"text\": \"%s\"}\n".formatted(i, filling));
    }
    Path path = Files.writeString(folder.resolve("c.jsonl"), file);

    Dataset<Row> documents =
        CorpusSource.read(TestSpark.session(), input(path, InputFormat.JSONL), List.of());

    assertThat(documents.javaRDD().getNumPartitions()).isGreaterThan(1);
    assertThat(documents.select("doc_id").as(Encoders.STRING()).collectAsList())
        .hasSize(lines)
        .doesNotHaveDuplicates();
  }

  @Test
  void readsAFileOnlyAsItWasListed() throws IOException {
    Path file = write("c/a.jsonl", "{\"id\": 1, \"text\": \"a\"}\n");
    InputConfig input = input(folder.resolve("c"), InputFormat.JSONL);
    Dataset<Row> documents = CorpusSource.read(TestSpark.session(), input, List.of());

    Files.writeString(file, "{\"id\": 2, \"text\": \"another\"}\n");
    assertThatThrownBy(() -> UnreadableInput.explained(input, documents::collectAsList))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.jsonl has changed since this start listed it.");

    Files.delete(file);
    assertThatThrownBy(() -> UnreadableInput.explained(input, documents::collectAsList))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.jsonl is gone since this start listed it.");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
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
            "Cannot read input file:%s: it has no column id; the first line has 2 other names. Correct the column's name, or tramontane.input.csv."
                .formatted(csv));

    Path parquet = folder.resolve("p");
    TestSpark.session().range(3).write().parquet(parquet.toString());
    assertThatThrownBy(() -> read(parquet, InputFormat.PARQUET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it has no column text; its columns are id. ");
    assertThatThrownBy(
            () ->
                read(
                    Inputs.of(
                        parquet.toString(), InputFormat.PARQUET, "id", "id", CsvDialect.RFC_4180)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its column id is of type INT64. It must be a string or bytes.");
  }

  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TABLE"})
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
        .hasMessageStartingWith(
            "Cannot read input file:%s: it is damaged, or of another format: ".formatted(file))
        .hasMessageContaining("is not a Parquet file")
        .hasMessageEndingWith(". Correct the file, or tramontane.input.format.");

    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(read(empty, InputFormat.PARQUET)).isEmpty();
  }

  private static InputConfig input(Path path, InputFormat format) {
    return Inputs.of(path.toString(), format, "id", "text", CsvDialect.RFC_4180);
  }

  private static Map<String, Row> read(Path path, InputFormat format) {
    return read(input(path, format));
  }

  private static Map<String, Row> read(InputConfig input) {
    Map<String, Row> documents = new TreeMap<>();
    for (Row row : CorpusSource.read(TestSpark.session(), input, List.of()).collectAsList()) {
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
