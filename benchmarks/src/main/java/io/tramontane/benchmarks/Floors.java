package io.tramontane.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What no program can beat on this machine.
 *
 * @param flops fused multiply-adds on registers, in floating-point operations a second
 * @param bytes read from memory a second
 */
record Floors(double flops, double bytes) {
  /**
   * Measures both with JMH, each in a JVM of its own.
   *
   * @param threads how many threads do it at once; the result is theirs together
   * @param iteration how long one takes
   */
  static Floors measure(int threads, Duration iteration) {
    return new Floors(
        counter("PeakBenchmark", "flops", threads, iteration),
        counter("BandwidthBenchmark", "bytes", threads, iteration));
  }

  private static double counter(String benchmark, String name, int threads, Duration iteration) {
    TimeValue time = TimeValue.milliseconds(iteration.toMillis());
    try {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include("\\." + benchmark + "\\.")
                      .threads(threads)
                      .warmupTime(time)
                      .measurementTime(time)
                      .shouldFailOnError(true)
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run();
      return requireNonNull(results.iterator().next().getSecondaryResults().get(name)).getScore();
    } catch (RunnerException e) {
      throw new IllegalStateException("Cannot measure " + benchmark + ": " + e.getMessage(), e);
    }
  }
}
