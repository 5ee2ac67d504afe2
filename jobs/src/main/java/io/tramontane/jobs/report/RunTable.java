package io.tramontane.jobs.report;

import java.util.List;
import java.util.Locale;

/**
 * Runs as text, one to a line.
 *
 * @param runs in the order to show
 */
public record RunTable(List<RunStatus> runs) {
  public RunTable {
    runs = List.copyOf(runs);
  }

  @Override
  public String toString() {
    int width = runs.stream().mapToInt(run -> run.name().length()).max().orElse(0);
    String format = "%-" + Math.max(width, 3) + "s  %-15s  %13s  %13s  %9s  %9s%n";
    StringBuilder lines =
        new StringBuilder(
            String.format(
                Locale.ROOT, format, "run", "state", "documents", "rows", "errors", "chunks"));
    for (RunStatus run : runs) {
      lines.append(
          String.format(
              Locale.ROOT,
              format,
              run.name(),
              run.state().label(),
              NumberFormats.grouped(run.documents()),
              NumberFormats.grouped(run.rows()),
              NumberFormats.grouped(run.errors()),
              NumberFormats.grouped(run.chunksDone()) + "/" + NumberFormats.grouped(run.chunks())));
    }
    return lines.toString();
  }
}
