package io.tramontane.tensor;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that run numbered tasks, among them the caller's.
 *
 * <p>Workers take tasks in ascending order, each the next one free. Between two runs a worker spins
 * for some microseconds before it sleeps, because the phases of a forward step follow each other
 * closely. One caller at a time; {@link #close} may be called from anywhere and any number of
 * times, when no run is in progress.
 */
public final class WorkerPool implements AutoCloseable {
  /** Turns of the waiting loop before a thread sleeps: some 50 microseconds. */
  private static final int SPINS = 2_000;

  private final Thread[] workers;
  private volatile Run current = Run.NOTHING;
  private volatile boolean closed;

  /** A numbered piece of work. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one task.
     *
     * @param worker who does it, from 0 below {@link #threads}: no two tasks at a time have the
     *     same
     * @param task which one
     */
    void run(int worker, int task);
  }

  /**
   * Starts the threads.
   *
   * @param threads how many compute, the caller's included; at least 1
   */
  public WorkerPool(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int worker = i + 1;
      workers[i] = new Thread(() -> work(worker), "tramontane-worker-" + worker);
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  /** How many threads compute, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs tasks 0 to {@code count - 1} and returns when all are done.
   *
   * @throws RuntimeException or Error, the first that a task threw; the others still run
   */
  public void run(int count, Task task) {
    if (closed) {
      throw new IllegalStateException("Cannot run tasks: the worker pool is closed.");
    }
    Run run = new Run(count, task);
    if (count > 1 && workers.length > 0) {
      current = run;
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    run.takeTasks(0);
    run.awaitDone();
    run.rethrow();
  }

  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    for (Thread worker : workers) {
      joinUninterruptibly(worker);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(int worker) {
    Run last = Run.NOTHING;
    while (!closed) {
      Run next = awaitNext(last);
      next.takeTasks(worker);
      last = next;
    }
  }

  private Run awaitNext(Run last) {
    for (int spin = 0; current == last && !closed; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    return current;
  }

  /** One call of {@link WorkerPool#run}. A worker that comes late finds nothing left to take. */
  private static final class Run {
    static final Run NOTHING = new Run(0, (worker, task) -> {});

    private final int count;
    private final Task task;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Run(int count, Task task) {
      this.count = count;
      this.task = task;
    }

    void takeTasks(int worker) {
      for (int next = taken.getAndIncrement(); next < count; next = taken.getAndIncrement()) {
        try {
          task.run(worker, next);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
        if (done.incrementAndGet() == count) {
          LockSupport.unpark(caller);
        }
      }
    }

    void awaitDone() {
      for (int spin = 0; done.get() < count; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }

    void rethrow() {
      Throwable thrown = failure.get();
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
