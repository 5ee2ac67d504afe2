package io.tramontane.tensor;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that run numbered tasks, among them the caller's.
 *
 * <p>Workers take tasks in ascending order, each the next one free. Between two runs a worker spins
 * for some microseconds before it sleeps, because the phases of a forward step follow each other
 * closely. A worker lives as long as the pool, whatever a task throws: the JVM throws an {@link
 * InternalError} for a page of a mapped file that cannot be read, and not always where it is read.
 * One caller at a time; {@link #close} may be called from anywhere and any number of times, when no
 * run is in progress.
 */
public final class WorkerPool implements AutoCloseable {
  /** Turns of the waiting loop before a thread sleeps: some 50 microseconds. */
  private static final int SPINS = 2_000;

  private final Thread[] workers;
  private final AtomicReference<@Nullable Throwable> strayFailure = new AtomicReference<>();
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
   * @throws RuntimeException or Error, the first that a task threw; the others still run. Or what a
   *     worker met outside of any task since the run before
   */
  public void run(int count, Task task) {
    if (closed) {
      throw new IllegalStateException("Cannot run tasks: the worker pool is closed.");
    }
    Run run = new Run(count, task, threads());
    if (count > 1 && workers.length > 0) {
      current = run;
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    takeTasks(run, 0);
    run.awaitDone();
    Throwable stray = strayFailure.getAndSet(null);
    Throwable first = run.failure.get();
    rethrow(first != null ? first : stray);
  }

  private static void rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
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
      try {
        Run next = awaitNext(last);
        if (next != last) {
          takeTasks(next, worker);
          last = next;
        }
      } catch (RuntimeException | Error e) {
        strayFailure.compareAndSet(null, e);
      }
    }
  }

  private void takeTasks(Run run, int worker) {
    boolean left = false;
    while (!left) {
      try {
        run.takeTasks(worker);
        left = true;
      } catch (RuntimeException | Error e) {
        strayFailure.compareAndSet(null, e);
      }
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
    static final Run NOTHING = new Run(0, (worker, task) -> {}, 0);

    /** See {@link #surfaceFault}. */
    private volatile int zero;

    private final int count;
    private final Task task;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * Who takes tasks. Once nothing is left to take, all is done when there is nobody. Tasks and
     * threads are not counted: a count is wrong for ever if a fault is thrown beside it, while a
     * worker that comes back sets its own mark right.
     */
    private final AtomicIntegerArray taking;

    private final Thread caller = Thread.currentThread();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Run(int count, Task task, int threads) {
      this.count = count;
      this.task = task;
      this.taking = new AtomicIntegerArray(threads);
    }

    /**
     * Returns when none is left, whatever they throw. If it is thrown out of, by a fault, it must
     * be called again.
     */
    void takeTasks(int worker) {
      taking.set(worker, 1);
      boolean more = true;
      while (more) {
        try {
          for (int next = taken.getAndIncrement(); next < count; next = taken.getAndIncrement()) {
            task.run(worker, next);
          }
          more = false;
          surfaceFault();
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
      }
      taking.set(worker, 0);
      if (isDone()) {
        LockSupport.unpark(caller);
      }
    }

    private boolean isDone() {
      for (int worker = 0; worker < taking.length(); worker++) {
        if (taking.get(worker) != 0) {
          return false;
        }
      }
      return true;
    }

    /**
     * Lets the JVM throw the {@link InternalError} of a mapped read that it still owes, so that it
     * belongs to the run that met it. HotSpot throws it when the thread next enters the runtime in
     * certain ways; making an array of two dimensions, of lengths that the compiler does not know,
     * is one, on JDK 17 and 25, interpreted and compiled, and takes a fraction of a microsecond.
     */
    private void surfaceFault() {
      byte[][] unused = new byte[zero][zero];
    }

    /** To be called when nothing is left to take. */
    void awaitDone() {
      for (int spin = 0; !isDone(); spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }
  }
}
