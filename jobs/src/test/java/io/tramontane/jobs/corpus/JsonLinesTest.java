package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files one by one, without Spark. */
class JsonLinesTest {
  private final Path folder;

  JsonLinesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatStandsInOtherFieldsDoesNotMatter() throws IOException {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    write(
        """
        {"a": NaN, "id": 1, "text": "a"}
        {"b": [Infinity, -Infinity, {"c": NaN}], "id": 2, "text": "b"}
        {"id": 3, "text": "c", "d": %s}
        {"id": 4, "text": "d", "e": %s}
        {"id": 5, "text": "e", "%s": 1e999999999}
        """
            .formatted(deep, "7".repeat(5_000), "f".repeat(100_000)));

    assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
    assertThat(rows()).allMatch(row -> row.isNullAt(2) && !row.isNullAt(1));
  }

  @Test
  void notANumberIsNeitherIdentityNorText() throws IOException {
    write("{\"id\": NaN, \"text\": \"a\"}\n{\"id\": 1, \"text\": NaN}\n");

    List<Row> rows = rows();

    assertThat(rows.get(0).isNullAt(0)).isTrue();
    assertThat(rows.get(0).getString(2))
        .isEqualTo("the line at byte 0 of c.jsonl has nothing in id");
    assertThat(rows.get(1).getString(0)).isEqualTo("1");
    assertThat(rows.get(1).getString(2))
        .isEqualTo("the line at byte 25 of c.jsonl has no string in text");
  }

  /** Even where the document that was to be written stands whole in the next line. */
  @Test
  void aCutOrDamagedLineIsOneErrorWhereItStands() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (String line :
        List.of(
            "{\"id\": \"a\", \"text\": \"cut of",
            "{\"id\": \"a\", \"text\": \"cut off\"}",
            "{\"id\": \"a\", \"te",
            "}",
            "null",
            "\u0000\u0000\u0000",
            "{\"id\": \"b\", \"text\": \"b\"}{\"id\": \"a\"}")) {
      lines.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    lines.writeBytes("{\"id\": \"caf".getBytes(StandardCharsets.UTF_8));
    lines.write(0xE9);
    lines.writeBytes(
        "\", \"text\": \"c\"}\n{\"id\": \"d\", \"text\": \"d".getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("c.jsonl"), lines.toByteArray());

    assertThat(rows().stream().map(row -> row.getString(0) + " " + row.getString(2)))
        .containsExactly(
            "c.jsonl#byte=0 the line at byte 0 of c.jsonl is not valid JSON",
            "a null",
            "c.jsonl#byte=59 the line at byte 59 of c.jsonl is not valid JSON",
            "c.jsonl#byte=75 the line at byte 75 of c.jsonl is not valid JSON",
            "c.jsonl#byte=77 the line at byte 77 of c.jsonl is no JSON object",
            "c.jsonl#byte=82 the line at byte 82 of c.jsonl is not valid JSON",
            "c.jsonl#byte=86 the line at byte 86 of c.jsonl goes on behind its JSON object",
            "c.jsonl#byte=122 the line at byte 122 of c.jsonl is not valid UTF-8 in id",
            "c.jsonl#byte=150 the line at byte 150 of c.jsonl is not valid JSON");
  }

  @Test
  void offsetsAreThoseOfTheLinesInASlice() throws IOException {
    write("{\"id\": 1, \"text\": \"a\"}\nx\n{\"id\": 2, \"text\": \"b\"}\nx\n");

    assertThat(rows("c.jsonl", 0, 24).stream().map(row -> row.getString(0)))
        .containsExactly("1", "c.jsonl#byte=23");
    assertThat(rows("c.jsonl", 24, 26).stream().map(row -> row.getString(0)))
        .containsExactly("2", "c.jsonl#byte=48");
  }

  @Test
  void offsetsInACompressedFileAreThoseOfWhatIsCompressed() throws IOException {
    try (OutputStream stream =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("c.gz")))) {
      stream.write("\uFEFF{\"id\": 1, \"text\": \"a\"}\nx\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(
            rows("c.gz", 0, Files.size(folder.resolve("c.gz"))).stream()
                .map(row -> row.getString(0)))
        .containsExactly("1", "c.gz#byte=26");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\uFEFF", "\uFEFF\n", "\r\n"})
  void aByteOrderMarkAndEmptyLinesAreNothing(String start) throws IOException {
    write(start + "{\"id\": 1, \"text\": \"a\"}\r\n \t\n{\"id\": 2, \"text\": \"b\"}\r\n");

    assertThat(ids()).containsExactly("1", "2");
  }

  @Test
  void aFileOfAByteOrderMarkAloneHasNoDocument() throws IOException {
    write("\uFEFF");

    assertThat(ids()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void aFileInAnotherEncodingIsRefusedByName(String encoding) throws IOException {
    for (String start : List.of("", "\uFEFF")) {
      Files.write(
          folder.resolve("c.jsonl"),
          (start + "{\"id\": 1, \"text\": \"a\"}\n").getBytes(Charset.forName(encoding)));

      assertThatThrownBy(this::rows)
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot read input %s: it is in %s. Convert it to UTF-8.",
              folder.resolve("c.jsonl"), encoding.substring(0, 6));
    }
  }

  @Test
  void linesThatEndInCarriageReturnsAloneAreRefusedByName() throws IOException {
    write("{\"id\": 1, \"text\": \"a\"}\r{\"id\": 2, \"text\": \"b\"}\r");

    assertThatThrownBy(this::rows)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "c.jsonl: its lines end in carriage returns alone. Give it line feeds.");
  }

  private void write(String lines) throws IOException {
    Files.writeString(folder.resolve("c.jsonl"), lines);
  }

  private List<Row> rows() throws IOException {
    return rows("c.jsonl", 0, Files.size(folder.resolve("c.jsonl")));
  }

  private List<String> ids() throws IOException {
    return rows().stream().map(row -> row.getString(0)).toList();
  }

  private List<Row> rows(String name, long start, long length) throws IOException {
    Path file = folder.resolve(name);
    CorpusFile listed = new CorpusFile(name, Files.size(file), 0);
    List<Row> rows = new ArrayList<>();
    try (DocumentReader.Documents documents =
        new JsonLines("id", "text", KeptColumns.NONE)
            .open(
                new FileSlice(file.toString(), listed, start, length),
                new InputOpener(new Configuration()))) {
      documents.forEachRemaining(rows::add);
    }
    return rows;
  }
}
