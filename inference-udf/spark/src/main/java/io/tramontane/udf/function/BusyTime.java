package io.tramontane.udf.function;

/** How long at least one request was with the engine. Thread-safe. */
final class BusyTime {
  private int inWork;
  private long since;
  private long nanoseconds;

  synchronized void begin(int requests) {
    if (inWork == 0 && requests > 0) {
      since = System.nanoTime();
    }
    inWork += requests;
  }

  synchronized void end() {
    inWork--;
    if (inWork == 0) {
      nanoseconds += System.nanoTime() - since;
    }
  }

  /** So far. */
  synchronized long nanoseconds() {
    return nanoseconds + (inWork == 0 ? 0 : System.nanoTime() - since);
  }
}
