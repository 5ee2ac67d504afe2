package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.testing.Inputs;
import io.tramontane.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random documents, written here by the letter of each format or by Spark's writers, are read back
 * as they were, from nested folders and files of odd names.
 */
class ReadersPropertyTest {
  private static final int FILES = 12;
  private static final int DOCUMENTS_A_FILE = 25;

  private static final List<String> NAMES =
      List.of("a", "b c", "day=1", "{x,y}", "[1-3]", "100%25", "#?&", "ü", "📁", "it's", "~", "x*");

  private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");

  /** What readers stumble over, and one of each length in UTF-8. */
  private static final List<String> PIECES =
      List.of(
          "\r", "\n", "\r\n", "\n\r", "\"", "\"\"", "'", ",", ";", "\t", "|", "\\", "\\n", " ",
          "\u0000", "\u0001", "\u0085", "\u2028", "\uFEFF", "\uFFFF", "\uFFFD", "é", "世", "😀",
          "e\u0301", "a", "N", "NULL");

  private final Path folder;

  ReadersPropertyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private record Written(String id, String text) {}

  @ParameterizedTest
  @EnumSource(
      value = InputFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TABLE"})
  void whatIsWrittenIsRead(InputFormat format) throws IOException {
    for (int seed = 0; seed < 4; seed++) {
      assertReadsWhatIsWritten(new Random(seed), format, CsvDialect.RFC_4180);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "GB18030", "windows-1252"})
  void csvOfAnyDialectIsRead(String encoding) throws IOException {
    Random random = new Random(encoding.hashCode());
    for (char separator : new char[] {',', ';', '\t', '|', '\u0001'}) {
      char quote = random.nextBoolean() ? '"' : '\'';
      assertReadsWhatIsWritten(random, InputFormat.CSV, new CsvDialect(separator, quote, encoding));
    }
  }

  private void assertReadsWhatIsWritten(Random random, InputFormat format, CsvDialect dialect)
      throws IOException {
    Path corpus = Files.createTempDirectory(folder, "corpus");
    Map<String, String> written = new TreeMap<>();
    for (int number = 0; number < FILES; number++) {
      Path file = corpus;
      for (int depth = random.nextInt(3); depth >= 0; depth--) {
        file = file.resolve(NAMES.get(random.nextInt(NAMES.size())));
      }
      file = file.resolveSibling(file.getFileName() + " " + number);
      List<Written> documents = documents(random, number, Charset.forName(dialect.encoding()));
      write(file, format, dialect, documents, random);
      for (Written document : documents) {
        String id =
            format == InputFormat.TEXT
                ? corpus.relativize(file).resolve(document.id().substring(0, 6)).toString()
                : document.id();
        written.put(id, document.text());
      }
    }

    assertThat(read(Inputs.of(corpus.toString(), format, "id", "text", dialect)))
        .isEqualTo(written);
  }

  private static List<Written> documents(Random random, int file, Charset encoding) {
    CharsetEncoder encoder = encoding.newEncoder();
    List<Written> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS_A_FILE; i++) {
      String id = String.format(Locale.ROOT, "%03d%03d", file, i) + text(random, 5, encoder);
      documents.add(new Written(id, text(random, random.nextInt(20) == 0 ? 20_000 : 30, encoder)));
    }
    return documents;
  }

  private static String text(Random random, int maxPieces, CharsetEncoder encoder) {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(maxPieces + 1); pieces > 0; pieces--) {
      String piece =
          random.nextInt(4) == 0 ? character(random) : PIECES.get(random.nextInt(PIECES.size()));
      text.append(encoder.canEncode(piece) ? piece : "x");
    }
    return text.toString();
  }

  /** Any but halves of surrogate pairs. */
  private static String character(Random random) {
    int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
    return Character.toString(codePoint >= 0xD800 && codePoint < 0xE000 ? 'x' : codePoint);
  }

  private void write(
      Path file, InputFormat format, CsvDialect dialect, List<Written> documents, Random random)
      throws IOException {
    Files.createDirectories(file.getParent());
    switch (format) {
      case CSV -> write(file, csv(documents, dialect, random), dialect.encoding(), random);
      case JSONL -> write(file, json(documents, random), "UTF-8", random);
      case TEXT -> writeTexts(file, documents);
      case PARQUET, ORC -> writeTable(file, format, documents);
      case TABLE -> throw new IllegalArgumentException("A table is no file.");
    }
  }

  private static void write(Path file, String text, String encoding, Random random)
      throws IOException {
    byte[] bytes = text.getBytes(Charset.forName(encoding));
    if (random.nextInt(3) > 0) {
      Files.write(file, bytes);
      return;
    }
    try (OutputStream stream =
        new GZIPOutputStream(
            Files.newOutputStream(file.resolveSibling(file.getFileName() + ".gz")))) {
      stream.write(bytes);
    }
  }

  /** By the grammar of RFC 4180, with quotes also where there need be none. */
  private static String csv(List<Written> documents, CsvDialect dialect, Random random) {
    String end = LINE_ENDS.get(random.nextInt(LINE_ENDS.size()));
    boolean isIdFirst = random.nextBoolean();
    boolean isMarked = random.nextBoolean() && dialect.encoding().matches("UTF-8|UTF-..LE");
    StringBuilder csv = new StringBuilder(isMarked ? "\uFEFF" : "");
    List<Written> lines = new ArrayList<>(List.of(new Written("id", "text")));
    lines.addAll(documents);
    for (Written line : lines) {
      String id = quoted(line.id(), dialect, random);
      String text = quoted(line.text(), dialect, random);
      csv.append(isIdFirst ? id : text)
          .append(dialect.separator())
          .append(quoted(random.nextBoolean() ? "" : "\r\n", dialect, random))
          .append(dialect.separator())
          .append(isIdFirst ? text : id)
          .append(end);
    }
    if (random.nextBoolean()) {
      csv.setLength(csv.length() - end.length());
    }
    return csv.toString();
  }

  private static String quoted(String value, CsvDialect dialect, Random random) {
    String quote = String.valueOf(dialect.quote());
    boolean mustBe =
        value.isEmpty()
            || value.contains(quote)
            || value.indexOf(dialect.separator()) >= 0
            || value.indexOf('\r') >= 0
            || value.indexOf('\n') >= 0;
    return mustBe || random.nextBoolean()
        ? quote + value.replace(quote, quote + quote) + quote
        : value;
  }

  /** By the grammar of RFC 8259, with escapes also where there need be none. */
  private static String json(List<Written> documents, Random random) {
    String end = random.nextBoolean() ? "\n" : "\r\n";
    StringBuilder lines = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    for (Written document : documents) {
      lines
          .append("{\"other\": [NaN, \"id\"], \"id\":")
          .append(json(document.id(), random))
          .append(" ,\t\"text\": ")
          .append(json(document.text(), random))
          .append('}')
          .append(end);
    }
    return lines.toString();
  }

  private static String json(String value, Random random) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      boolean mustBeEscaped = character < 0x20 || character == '"' || character == '\\';
      // Both halves of a pair, or none.
      boolean mayBeEscaped = !Character.isSurrogate(character) && random.nextInt(10) == 0;
      json.append(
          mustBeEscaped || mayBeEscaped
              ? String.format(Locale.ROOT, "\\u%04x", (int) character)
              : String.valueOf(character));
    }
    return json.append('"').toString();
  }

  private static void writeTexts(Path folder, List<Written> documents) throws IOException {
    Files.createDirectories(folder);
    for (Written document : documents) {
      Files.write(folder.resolve(document.id().substring(0, 6)), document.text().getBytes(UTF_8));
    }
  }

  private void writeTable(Path file, InputFormat format, List<Written> documents)
      throws IOException {
    Path table = Files.createTempDirectory(folder, "table").resolve("t");
    TestSpark.session()
        .createDataFrame(
            documents.stream()
                .map(document -> RowFactory.create(document.text(), document.id()))
                .toList(),
            new StructType().add("text", DataTypes.StringType).add("id", DataTypes.StringType))
        .coalesce(1)
        .write()
        .format(format.name())
        .save(table.toString());
    try (Stream<Path> parts = Files.list(table)) {
      Files.move(
          parts
              .filter(part -> part.getFileName().toString().startsWith("part-"))
              .findAny()
              .orElseThrow(),
          file);
    }
  }

  private static Map<String, String> read(InputConfig input) {
    Map<String, String> documents = new TreeMap<>();
    for (Row row : CorpusSource.read(TestSpark.session(), input, List.of()).collectAsList()) {
      assertThat(row.isNullAt(2)).as(row.getString(2)).isTrue();
      String text = DocumentText.decode(row.<byte[]>getAs("content")).orElseThrow();
      assertThat(documents.put(row.getString(0), text)).isNull();
    }
    return documents;
  }
}
