package io.tramontane.jobs.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process of a host, told from all others without a clock that could be set and without names
 * that hosts could share: what Linux says in {@code /proc}.
 *
 * @param boot the id of the host's boot; empty where it is not known
 * @param space where the number means something: a host may have several, one for each container
 * @param number its number there
 * @param started when it began, in clock ticks since the boot, since numbers are used again; 0
 *     where it is not known
 */
record HostProcess(String boot, String space, long number, long started) {
  private static final Path PROC = Path.of("/proc");

  /** Where the state and the start stand behind the name, which may hold anything. */
  private static final int STATE = 0;

  private static final int START = 19;

  /** States of processes that have ended, though nobody has asked yet how. */
  private static final List<String> ENDED = List.of("Z", "X", "x");

  /** This one. */
  static HostProcess current() {
    long number = ProcessHandle.current().pid();
    return new HostProcess(
        bootId(), numberSpace(), number, stat(number).map(HostProcess::startTicks).orElse(0L));
  }

  /** Whether it was one of this host, and is none any more. False where that cannot be told. */
  boolean isGone() {
    return started != 0
        && !boot.isEmpty()
        && boot.equals(bootId())
        && space.equals(numberSpace())
        && showsOthers()
        && stat(number)
            .filter(stat -> startTicks(stat) == started)
            .filter(stat -> !ENDED.contains(stat.get(STATE)))
            .isEmpty();
  }

  private static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String numberSpace() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** A host may be set up to hide the processes of other users. */
  private static boolean showsOthers() {
    return Files.isReadable(PROC.resolve("1/stat"));
  }

  /** What stands behind the name; empty if there is no such process. */
  private static Optional<List<String>> stat(long number) {
    try {
      String stat = Files.readString(PROC.resolve(number + "/stat"));
      return Optional.of(List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long startTicks(List<String> stat) {
    return Long.parseLong(stat.get(START));
  }
}
