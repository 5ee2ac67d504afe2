package io.tramontane.backend;

import java.util.Map;

/**
 * What is known of one document: its texts by the name of their column.
 *
 * @param byColumn the texts, none of them null
 */
public record Texts(Map<String, String> byColumn) {
  /** The name of the column that templates call {@code {text}}. */
  public static final String TEXT = "text";

  public Texts {
    byColumn = Map.copyOf(byColumn);
  }

  /** A document that is one text. */
  public static Texts of(String text) {
    return new Texts(Map.of(TEXT, text));
  }

  /**
   * One of the texts.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public String text(String column) {
    String text = byColumn.get(column);
    if (text == null) {
      throw new IllegalArgumentException(
          "Cannot find a text called %s: there are %s.".formatted(column, byColumn.keySet()));
    }
    return text;
  }
}
