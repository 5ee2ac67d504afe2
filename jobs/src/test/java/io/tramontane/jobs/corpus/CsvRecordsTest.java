package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files one by one, without Spark. */
class CsvRecordsTest {
  private final Path file;

  CsvRecordsTest(@TempDir Path folder) {
    this.file = folder.resolve("c.csv");
  }

  @Test
  void aCarriageReturnInTheQuotesOfTheLastValueStays() throws IOException {
    assertThat(rows("id,text\n1,\"a\rb\"\n2,\"\r\"\n3,\"\r\n\r\"\n4,d\n"))
        .containsExactly(row("1", "a\rb"), row("2", "\r"), row("3", "\r\n\r"), row("4", "d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndInOneWayOrAnother(String end) throws IOException {
    assertThat(rows("id,text" + end + "1,\"a" + end + "b\"" + end + end + "2,c"))
        .containsExactly(row("1", "a" + end + "b"), row("2", "c"));
  }

  @Test
  void aValueInQuotesIsThereThoughItIsEmpty() throws IOException {
    assertThat(rows("id,text\n1,\"\"\n2,\n")).containsExactly(row("1", ""), row("2", null));
  }

  @Test
  void aQuoteWithinAValueWithoutQuotesStandsForItself() throws IOException {
    assertThat(rows("id,text\n1,5\" pipe\n2,a\"\"b\n"))
        .containsExactly(row("1", "5\" pipe"), row("2", "a\"\"b"));
  }

  @Test
  void aRecordMayHaveThousandsOfValues() throws IOException {
    String names = ",".concat("x,".repeat(30_000)).concat("id,text\n");
    assertThat(rows(names + ",".repeat(30_001) + "1,a\n")).containsExactly(row("1", "a"));
  }

  @Test
  void aRecordOfOtherLengthIsOneErrorWhereItStands() throws IOException {
    assertThat(rows("id,text\n1,a\n\"x\ny\"\nx\n1,a,b\n,c,\n2,d\n"))
        .containsExactly(
            row("1", "a"),
            problem(
                "c.csv#line=3",
                "the record at line 3 of c.csv has 1 values, and the header 2 names"),
            problem(
                "c.csv#line=5",
                "the record at line 5 of c.csv has 1 values, and the header 2 names"),
            problem(
                "c.csv#line=6",
                "the record at line 6 of c.csv has 3 values, and the header 2 names"),
            problem(
                "c.csv#line=7",
                "the record at line 7 of c.csv has 3 values, and the header 2 names"),
            row("2", "d"));
  }

  @Test
  void whatHasNoIdentityIsToldWithItsLine() throws IOException {
    assertThat(rows("id,text\n1,\"a\n\"\n,b\n"))
        .containsExactly(
            row("1", "a\n"),
            RowFactory.create(null, null, "the record at line 4 of c.csv has nothing in id"));
  }

  @Test
  void anIdentityThatIsNotUtf8IsAnError() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    csv.writeBytes("id,text\n1,a\n".getBytes(StandardCharsets.UTF_8));
    csv.write(0xE9);
    csv.writeBytes(",b\n".getBytes(StandardCharsets.UTF_8));
    Files.write(file, csv.toByteArray());

    assertThat(rows(CsvDialect.RFC_4180))
        .containsExactly(
            row("1", "a"),
            problem("c.csv#line=3", "the record at line 3 of c.csv is not valid UTF-8 in id"));
  }

  @Test
  void readsOtherDialects() throws IOException {
    assertThat(rows("id;text\n1;'a;''b''\n,'\n2;\"c,\"\n", new CsvDialect(';', '\'', "UTF-8")))
        .containsExactly(row("1", "a;'b'\n,"), row("2", "\"c,\""));
    assertThat(
            rows(
                "id\ttext\n1\t\"a\n2\tb\"c\"\n",
                new CsvDialect('\t', CsvDialect.NO_QUOTE, "UTF-8")))
        .containsExactly(row("1", "\"a"), row("2", "b\"c\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "GB18030", "Shift_JIS"})
  void readsOtherEncodings(String encoding) throws IOException {
    String csv = "id|名前|text\n一||\"海は\"\"広い\"\"\n。\"\n2|x|表\n";
    Files.write(file, csv.getBytes(Charset.forName(encoding)));

    assertThat(rows(new CsvDialect('|', '"', Charset.forName(encoding).name())))
        .containsExactly(row("一", "海は\"広い\"\n。"), row("2", "表"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkIsNoPartOfTheFirstName(String encoding) throws IOException {
    Files.write(file, "\uFEFF\"id\",text\n1,\uFEFFa\n".getBytes(Charset.forName(encoding)));

    assertThat(rows(new CsvDialect(',', '"', encoding))).containsExactly(row("1", "\uFEFFa"));
  }

  @Test
  void bytesThatCannotBeDecodedAreErrorsOfTheirDocuments() throws IOException {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    csv.writeBytes("id,text\n1,caf".getBytes(StandardCharsets.US_ASCII));
    csv.write(0xE9);
    csv.writeBytes("\n2,".getBytes(StandardCharsets.US_ASCII));
    // One of the few bytes that are no character of it.
    csv.write(0x81);
    csv.writeBytes("\n3,c\n".getBytes(StandardCharsets.US_ASCII));
    Files.write(file, csv.toByteArray());

    assertThat(rows(new CsvDialect(',', '"', "windows-1252")))
        .containsExactly(
            row("1", "café"),
            problem("2", "the record at line 3 of c.csv is not valid windows-1252 in text"),
            row("3", "c"));
  }

  @Test
  void aFileInAnotherEncodingIsRefusedByName() throws IOException {
    for (String encoding : List.of("UTF-16", "UTF-16LE", "UTF-32", "UTF-32LE")) {
      Files.write(file, "id,text\n1,a\n".getBytes(Charset.forName(encoding)));
      assertRefused(
          CsvDialect.RFC_4180,
          "it is in " + encoding.substring(0, 6) + ", and tramontane.input.csv.encoding is UTF-8.");
    }
    Files.writeString(file, "\uFEFFid,text\n1,a\n");
    assertRefused(
        new CsvDialect(',', '"', "windows-1252"),
        "it is in UTF-8, and tramontane.input.csv.encoding is windows-1252.");
  }

  @Test
  void aQuoteThatIsNeverClosedIsToldWithTheLineWhereItOpens() throws IOException {
    Files.writeString(file, "id,text\r\n\"1\r\n2\",\"a\"\"\r\n\r\n3,b\r\n");

    assertRefused(
        CsvDialect.RFC_4180,
        "the value in line 3, the 2. of its record, opens a quote that is never closed. Correct the file, or tramontane.input.csv.");
    Files.writeString(file, "id,text\n1,\"");
    assertRefused(CsvDialect.RFC_4180, "the value in line 2, the 2. of its record, opens a quote");
    Files.writeString(file, "id,\"text\n1,a\n");
    assertRefused(CsvDialect.RFC_4180, "the value in line 1, the 2. of its record, opens a quote");
  }

  private void assertRefused(CsvDialect dialect, String reason) {
    assertThatThrownBy(() -> rows(dialect))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read input " + file + ": " + reason);
  }

  private List<Row> rows(String csv) throws IOException {
    return rows(csv, CsvDialect.RFC_4180);
  }

  private List<Row> rows(String csv, CsvDialect dialect) throws IOException {
    Files.writeString(file, csv);
    return rows(dialect);
  }

  /** With texts in the place of their bytes. */
  private List<Row> rows(CsvDialect dialect) throws IOException {
    CorpusFile listed = new CorpusFile("c.csv", Files.size(file), 0);
    List<Row> rows = new ArrayList<>();
    try (DocumentReader.Documents documents =
        new CsvRecords("id", "text", KeptColumns.NONE, dialect)
            .open(
                new FileSlice(file.toString(), listed, 0, listed.bytes()),
                new InputOpener(new Configuration()))) {
      while (documents.hasNext()) {
        Row row = documents.next();
        byte[] content = row.isNullAt(1) ? null : (byte[]) row.get(1);
        rows.add(
            RowFactory.create(
                row.get(0),
                content == null ? null : DocumentText.decode(content).orElseThrow(),
                row.get(2)));
      }
    }
    return rows;
  }

  private static Row row(String id, @Nullable String text) {
    return RowFactory.create(id, text, null);
  }

  private static Row problem(String id, String problem) {
    return RowFactory.create(id, null, problem);
  }
}
