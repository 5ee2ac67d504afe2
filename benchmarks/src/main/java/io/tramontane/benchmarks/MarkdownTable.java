package io.tramontane.benchmarks;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** A table that grows on paper row by row, in columns of fixed width. */
final class MarkdownTable {
  private final PrintWriter out;
  private final int[] widths;

  /**
   * Prints the head.
   *
   * @param firstWidth of the first column, which is aligned to the left; the others are as wide as
   *     their names, and aligned to the right
   */
  MarkdownTable(PrintWriter out, int firstWidth, List<String> columns) {
    this.out = out;
    this.widths = columns.stream().mapToInt(String::length).toArray();
    this.widths[0] = firstWidth;
    row(columns);
    StringBuilder rule = new StringBuilder("|");
    for (int column = 0; column < widths.length; column++) {
      rule.append(column == 0 ? ":" : "-").append("-".repeat(widths[column]));
      rule.append(column == 0 ? "-|" : ":|");
    }
    out.println(rule);
  }

  void row(String... cells) {
    row(Arrays.asList(cells));
  }

  private void row(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(Math.max(0, widths[column] - cell.length()));
      line.append(' ').append(column == 0 ? cell + padding : padding + cell).append(" |");
    }
    out.println(line);
    out.flush();
  }
}
