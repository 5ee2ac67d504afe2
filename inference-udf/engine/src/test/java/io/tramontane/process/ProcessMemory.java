package io.tramontane.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The resident memory of a process in bytes, as Linux counts it (proc(5)). A page that n processes
 * map counts as an n-th of it in a proportional size.
 *
 * @param anonymous its own, of no file
 * @param proportional all of it
 * @param model the model's pages that it maps
 * @param proportionalModel the same, each divided by the number of processes
 */
record ProcessMemory(long anonymous, long proportional, long model, long proportionalModel) {

  /** Skips the test where the system does not say. */
  static void assumeAvailable() {
    Path rollup = Path.of("/proc/self/smaps_rollup");
    assumeTrue(Files.isReadable(rollup), "there is no " + rollup + " here");
  }

  static ProcessMemory of(long pid, Path model) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    List<String> all = Files.readAllLines(process.resolve("smaps_rollup"));
    List<String> mappings = Files.readAllLines(process.resolve("smaps"));
    return new ProcessMemory(
        sum(all, "Pss_Anon:"),
        sum(all, "Pss:"),
        sumOfFile(mappings, model, "Rss:"),
        sumOfFile(mappings, model, "Pss:"));
  }

  private static long sumOfFile(List<String> mappings, Path file, String field) {
    long sum = 0;
    boolean inside = false;
    for (String line : mappings) {
      // A mapping's first line holds its addresses, the others a field each.
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inside = line.endsWith(" " + file);
      } else if (inside) {
        sum += sum(List.of(line), field);
      }
    }
    return sum;
  }

  private static long sum(List<String> lines, String field) {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
