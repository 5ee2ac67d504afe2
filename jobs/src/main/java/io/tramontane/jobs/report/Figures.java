package io.tramontane.jobs.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Named figures, one on a line, aligned. */
final class Figures {
  private final Map<String, String> figures = new LinkedHashMap<>();

  Figures add(String name, String value) {
    figures.put(name, value);
    return this;
  }

  Figures add(String name, long value) {
    return add(name, grouped(value));
  }

  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  @Override
  public String toString() {
    int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    figures.forEach(
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
