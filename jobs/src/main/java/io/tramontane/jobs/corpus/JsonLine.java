package io.tramontane.jobs.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Finds a document in one line of JSON.
 *
 * <p>Spark's own reader gives up a whole line for one bad byte, and with it the document's
 * identity. Here a line that is one JSON object keeps its identity, whatever else is wrong with it.
 * One that is none has the identity of its place: what it was cut off from, or written over with,
 * may be another document's.
 */
final class JsonLine {
  /** Takes whatever stands in fields that are not read, such as the NaN that Python writes. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .build();

  // Java takes the halves of a pair for one character.
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

  /** What stands for bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private final RecordPlace place;
  private final String idColumn;
  private final String textColumn;
  private final List<String> keptColumns;

  private @Nullable String id;
  private byte @Nullable [] content;
  private final byte[][] kept;

  /** What is wrong with the text or the identity of an object. */
  private @Nullable String problem;

  private JsonLine(RecordPlace place, JsonLines file) {
    this.place = place;
    this.idColumn = file.idColumn();
    this.textColumn = file.textColumn();
    this.keptColumns = file.kept().names();
    this.kept = new byte[keptColumns.size()][];
  }

  /** A row of {@link io.tramontane.schema.Document}. */
  static Row document(byte[] line, RecordPlace place, JsonLines file) {
    JsonLine document = new JsonLine(place, file);
    Optional<String> text = DocumentText.decode(line);
    String damage = document.read(text.orElseGet(() -> new String(line, StandardCharsets.UTF_8)));
    if (damage != null) {
      return DocumentRow.damaged(place, damage);
    }
    return text.isPresent() ? document.row() : document.rowOfBytes(line);
  }

  private Row row() {
    if (id == null) {
      return DocumentRow.unidentified(place, idColumn);
    }
    return problem == null
        ? DocumentRow.of(id, content, kept)
        : DocumentRow.unreadable(id, place + " " + problem, kept);
  }

  /**
   * The row of an object that is not all UTF-8. Whichever field holds the damage, the bytes as they
   * are let the text be found invalid.
   */
  private Row rowOfBytes(byte[] line) {
    if (id != null && id.indexOf(REPLACEMENT) >= 0) {
      return DocumentRow.damaged(place, "is not valid UTF-8 in " + idColumn);
    }
    content = line;
    return row();
  }

  /** Gives what keeps the line from being one JSON object, or null. */
  private @Nullable String read(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "is no JSON object";
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        readField(parser, line);
      }
      return parser.nextToken() == null ? null : "goes on behind its JSON object";
    } catch (IOException e) {
      return "is not valid JSON";
    }
  }

  private void readField(JsonParser parser, String line) throws IOException {
    String field = parser.currentName();
    JsonToken value = parser.nextToken();
    if (field.equals(idColumn)) {
      id = isIdentity(parser, value) ? readId(parser) : null;
    }
    if (field.equals(textColumn)) {
      readText(parser, value);
    }
    int keptColumn = keptColumns.indexOf(field);
    if (keptColumn >= 0) {
      kept[keptColumn] = readKept(parser, value, line);
    }
    parser.skipChildren();
  }

  /** NaN, which is no JSON, is what some programs write for nothing. */
  private static boolean isIdentity(JsonParser parser, JsonToken value) throws IOException {
    return value.isScalarValue()
        && value != JsonToken.VALUE_NULL
        && !(value == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN());
  }

  /**
   * An identity that is no text stays one: its halves of surrogate pairs are written as in JSON.
   */
  private String readId(JsonParser parser) throws IOException {
    String value = parser.getText();
    if (DocumentText.encode(value).isPresent()) {
      return value;
    }
    halfPair(idColumn);
    return escapedHalves(value);
  }

  private static String escapedHalves(String text) {
    return LONE_SURROGATE
        .matcher(text)
        .replaceAll(half -> "\\\\u" + Integer.toHexString(half.group().charAt(0)));
  }

  private void halfPair(String field) {
    problem = "holds half of a surrogate pair in " + field;
  }

  /**
   * A string as it is, and any other value as it is written. Nothing in it makes the document a bad
   * one.
   */
  private byte @Nullable [] readKept(JsonParser parser, JsonToken value, String line)
      throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = value.isScalarValue() ? parser.getText() : written(parser, line);
    return escapedHalves(text).getBytes(StandardCharsets.UTF_8);
  }

  private static String written(JsonParser parser, String line) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    return line.substring(start, (int) parser.currentLocation().getCharOffset());
  }

  private void readText(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      DocumentText.encode(parser.getText())
          .ifPresentOrElse(bytes -> content = bytes, () -> halfPair(textColumn));
    } else if (value != JsonToken.VALUE_NULL) {
      problem = "has no string in " + textColumn;
    }
  }
}
