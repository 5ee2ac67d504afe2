package io.tramontane.jobs.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds a document in one line of JSON.
 *
 * <p>Spark's own reader gives up a whole line for one bad byte, and with it the document's
 * identity. Here the identity survives whatever follows it, so that a damaged line becomes an error
 * row of the right document.
 */
final class JsonLine {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  // Java takes the halves of a pair for one character.
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

  private final String idColumn;
  private final String textColumn;

  private @Nullable String id;
  private byte @Nullable [] content;
  private @Nullable String problem;

  private JsonLine(String idColumn, String textColumn) {
    this.idColumn = idColumn;
    this.textColumn = textColumn;
  }

  /** A row of {@link io.tramontane.schema.Document}. What cannot be found is null. */
  static Row document(byte[] line, String idColumn, String textColumn) {
    JsonLine document = new JsonLine(idColumn, textColumn);
    Optional<String> text = DocumentText.decode(line);
    document.read(text.orElseGet(() -> new String(line, StandardCharsets.UTF_8)));
    if (document.problem != null) {
      document.content = null;
    } else if (text.isEmpty()) {
      // Whichever field holds the damage: the bytes as they are let the text be found invalid.
      document.content = line;
    }
    return RowFactory.create(document.id, document.content, document.problem);
  }

  private void read(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        problem = "the line is no JSON object";
        return;
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals(idColumn)) {
          id = value.isScalarValue() && value != JsonToken.VALUE_NULL ? readId(parser) : null;
        }
        if (field.equals(textColumn)) {
          readText(parser, value);
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        problem = "the line goes on behind its JSON object";
      }
    } catch (IOException e) {
      problem = "the line is not valid JSON";
    }
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
    return LONE_SURROGATE
        .matcher(value)
        .replaceAll(half -> "\\\\u" + Integer.toHexString(half.group().charAt(0)));
  }

  private void halfPair(String field) {
    problem = "the field " + field + " is no text: it holds half of a surrogate pair";
  }

  private void readText(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      DocumentText.encode(parser.getText())
          .ifPresentOrElse(bytes -> content = bytes, () -> halfPair(textColumn));
    } else if (value != JsonToken.VALUE_NULL) {
      problem = "the field " + textColumn + " is no string";
    }
  }
}
