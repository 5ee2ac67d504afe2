package io.tramontane.throughput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What this process holds in memory, in MiB.
 *
 * @param anonymous its own, mostly the heap
 * @param file pages of mapped files, which processes share
 */
public record ResidentMemory(long anonymous, long file) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** As Linux tells it (proc(5)); nothing on other systems. */
  public static Optional<ResidentMemory> read() {
    try {
      List<String> lines = Files.readAllLines(STATUS);
      return Optional.of(
          new ResidentMemory(mebibytes(lines, "RssAnon:"), mebibytes(lines, "RssFile:")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long mebibytes(List<String> lines, String field) throws IOException {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).replace("kB", "").strip())
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) / 1024)
        .findFirst()
        .orElseThrow(() -> new IOException(STATUS + " has no " + field));
  }
}
