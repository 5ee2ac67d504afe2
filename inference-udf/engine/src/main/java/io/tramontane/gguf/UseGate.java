package io.tramontane.gguf;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets many threads use a resource until one closes it, and lets that one wait for those inside.
 *
 * <p>Reading an unmapped page kills the JVM, so each read passes here. A read-write lock would do,
 * but all threads would write its one word; here each thread counts itself on one of several cache
 * lines, at a few nanoseconds a pass.
 *
 * <p>It is sound because a user first counts itself, then looks at the flag, and the closer first
 * sets the flag, then looks at the counts, all in one total order (both are volatile accesses): one
 * of the two sees the other.
 */
final class UseGate {
  private static final int STRIPES = 64;

  /** 16 ints fill a cache line of 64 bytes. */
  private static final int SPACING = 16;

  private static final long WAIT_NANOS = 50_000;
  private static final long MAX_WAIT_NANOS = 5_000_000_000L;

  private final AtomicIntegerArray users = new AtomicIntegerArray(STRIPES * SPACING);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final String closedMessage;

  UseGate(String closedMessage) {
    this.closedMessage = closedMessage;
  }

  /**
   * Enters; {@link #leave} must follow with the number returned.
   *
   * @throws IllegalStateException if the gate is closed
   */
  int enter() {
    int stripe = (int) (Thread.currentThread().getId() % STRIPES) * SPACING;
    users.getAndIncrement(stripe);
    if (closed.get()) {
      users.getAndDecrement(stripe);
      throw new IllegalStateException(closedMessage);
    }
    return stripe;
  }

  void leave(int stripe) {
    users.getAndDecrement(stripe);
  }

  /** Closes the gate; false if it was closed before. */
  boolean close() {
    return !closed.getAndSet(true);
  }

  /**
   * Waits until nobody is inside.
   *
   * @return whether that is so; false after some seconds. Somebody may count as inside for ever:
   *     the {@link InternalError} of a mapped read may be thrown where a user is about to leave
   */
  boolean awaitEmpty() {
    long start = System.nanoTime();
    for (int stripe = 0; stripe < STRIPES * SPACING; stripe += SPACING) {
      while (users.get(stripe) != 0) {
        if (System.nanoTime() - start > MAX_WAIT_NANOS) {
          return false;
        }
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
    return true;
  }
}
