package io.tramontane.throughput;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** How long a piece of work takes: the median of three runs after one that warms up. */
public final class MedianTime {
  private static final int RUNS = 3;

  private MedianTime() {}

  /** Runs the work and gives its median time in seconds. */
  public static double seconds(Runnable work) {
    return of(
        () -> {
          long start = System.nanoTime();
          work.run();
          return (System.nanoTime() - start) / 1e9;
        });
  }

  /** The median of what runs say of their own time, in its unit. */
  public static double of(DoubleSupplier timedRun) {
    double[] times = new double[1 + RUNS];
    for (int run = 0; run < times.length; run++) {
      times[run] = timedRun.getAsDouble();
    }
    Arrays.sort(times, 1, times.length);
    return times[1 + RUNS / 2];
  }
}
