package io.tramontane.benchmarks;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of some work went: the stacks of running threads, sampled by the JVM's Flight
 * Recorder some hundred times a second. Threads that sleep are not sampled; a worker that spins
 * while it waits is.
 *
 * @param stacks {@code package.Class.method} of each frame, the innermost first
 */
record Profile(List<List<String>> stacks) {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final Duration PERIOD = Duration.ofMillis(10);

  /** Records while the work runs. */
  static Profile of(Runnable work) {
    try {
      Path file = Files.createTempFile("tramontane-profile", ".jfr");
      try (Recording recording = new Recording()) {
        recording.enable(SAMPLE).withPeriod(PERIOD);
        recording.start();
        work.run();
        recording.stop();
        recording.dump(file);
        return new Profile(stacks(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The share of each kind of activity, from 0 to 1. */
  double share(Activity activity) {
    long samples = stacks.stream().filter(stack -> Activity.of(stack) == activity).count();
    return samples / (double) stacks.size();
  }

  /** How many samples each of the engine's methods has as the innermost of the engine's. */
  Map<String, Long> byMethod() {
    return stacks.stream()
        .flatMap(stack -> stack.stream().filter(Activity::isEngine).limit(1))
        .collect(groupingBy(Function.identity(), counting()));
  }

  private static List<List<String>> stacks(Path file) throws IOException {
    List<List<String>> stacks = new ArrayList<>();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
          stacks.add(
              event.getStackTrace().getFrames().stream()
                  .filter(RecordedFrame::isJavaFrame)
                  .map(frame -> name(frame.getMethod()))
                  .toList());
        }
      }
    }
    return stacks;
  }

  private static String name(RecordedMethod method) {
    return method.getType().getName() + "." + method.getName();
  }
}
