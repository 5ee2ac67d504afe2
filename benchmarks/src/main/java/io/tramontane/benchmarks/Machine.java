package io.tramontane.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The conditions of a measurement, as far as this JVM can see them. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** One line: processor, cores, vector width, Java, and the load before anything was measured. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "%s, %s cores, %s vectors; %s %s; load %.2f",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        vectors(),
        System.getProperty("java.vm.name"),
        System.getProperty("java.runtime.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** As Linux tells it (proc(5)); elsewhere the architecture. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String vectors() {
    try {
      // By name: only the package next door is compiled with the incubating module.
      Class<?> shapes = Class.forName("jdk.incubator.vector.VectorShape");
      Object preferred = shapes.getMethod("preferredShape").invoke(null);
      return shapes.getMethod("vectorBitSize").invoke(preferred) + "-bit";
    } catch (ReflectiveOperationException e) {
      return "no";
    }
  }
}
