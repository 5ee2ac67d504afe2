package io.tramontane.jobs.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named values as text, one to a line, the values aligned in a column. */
final class AlignedLines {
  private final Map<String, String> values = new LinkedHashMap<>();

  AlignedLines add(String name, String value) {
    values.put(name, value);
    return this;
  }

  AlignedLines add(String name, long value) {
    return add(name, NumberFormats.grouped(value));
  }

  @Override
  public String toString() {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    values.forEach(
        (name, value) ->
            lines
                .append("  ")
                .append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(value)
                .append('\n'));
    return lines.toString();
  }
}
