package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.testing.RandomModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void runsEveryTaskOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      assertThat(pool.threads()).isEqualTo(threads);
      for (int count : new int[] {0, 1, 2, 3, 7, 8, 9, 1000}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(count);

        pool.run(count, (worker, task) -> runs.incrementAndGet(task));

        for (int task = 0; task < count; task++) {
          assertThat(runs.get(task)).as("runs of task %s of %s", task, count).isEqualTo(1);
        }
      }
    }
  }

  /** Scratch is kept by worker, so two tasks at a time with the same index would share it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void givesAWorkerIndexToOneTaskAtATime(int threads) {
    AtomicIntegerArray inUse = new AtomicIntegerArray(threads);
    AtomicInteger clashes = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int run = 0; run < 20; run++) {
        pool.run(
            500,
            (worker, task) -> {
              if (inUse.getAndIncrement(worker) != 0) {
                clashes.incrementAndGet();
              }
              Thread.onSpinWait();
              inUse.getAndDecrement(worker);
            });
      }
    }

    assertThat(clashes).hasValue(0);
  }

  /** Each task waits for the other, so one thread alone would never finish. */
  @Test
  void runsTasksAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    Set<Integer> workers = ConcurrentHashMap.newKeySet();
    try (WorkerPool pool = new WorkerPool(2)) {
      pool.run(
          2,
          (worker, task) -> {
            workers.add(worker);
            both.countDown();
            awaitAll(both);
          });
    }

    assertThat(workers).containsExactlyInAnyOrder(0, 1);
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void seesWhatTasksWroteInRunsThatFollowEachOtherClosely() {
    int[] sums = new int[3];
    try (WorkerPool pool = new WorkerPool(3)) {
      for (int run = 0; run < 100_000; run++) {
        pool.run(3, (worker, task) -> sums[task]++);
      }
    }

    assertThat(sums).containsOnly(100_000);
  }

  @Test
  void runsAgainAfterItsThreadsWentToSleep() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool(3)) {
      for (int run = 0; run < 5; run++) {
        Thread.sleep(20);
        pool.run(6, (worker, task) -> runs.incrementAndGet());
      }
    }

    assertThat(runs).hasValue(30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void throwsWhatATaskThrewAfterTheOthersRan(int threads) {
    AtomicInteger runs = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool(threads)) {
      assertThatThrownBy(
              () ->
                  pool.run(
                      100,
                      (worker, task) -> {
                        runs.incrementAndGet();
                        if (task == 5) {
                          throw new IllegalStateException("task 5");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("task 5");
      assertThat(runs).hasValue(100);

      assertThatThrownBy(
              () ->
                  pool.run(
                      3,
                      (worker, task) -> {
                        throw new AssertionError("an error");
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("an error");

      pool.run(4, (worker, task) -> runs.incrementAndGet());
      assertThat(runs).as("runs after the failures").hasValue(104);
    }
  }

  /**
   * The JVM throws its error for such a read when it comes to it, which may be behind the task: the
   * run that met it says so, and the pool goes on with all of its threads.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void outlivesReadsOfAFileThatWasShortened(int threads, @TempDir Path folder) throws IOException {
    Path path = RandomModel.mixtral().write(folder.resolve("model.gguf"));
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(threads)) {
      GgufTensor tensor = file.tensor("token_embd.weight");
      byte[][] read = new byte[threads][(int) tensor.bytes()];
      Set<Thread> workers = workerThreads();
      try (RandomAccessFile shortened = new RandomAccessFile(path.toFile(), "rw")) {
        shortened.setLength(0);
      }

      for (int run = 0; run < 500; run++) {
        assertThatThrownBy(
                () ->
                    pool.run(
                        16, (worker, task) -> tensor.read(0, read[worker], 0, read[worker].length)))
            .isInstanceOf(InternalError.class);
        pool.run(16, (worker, task) -> {});
      }
      assertThat(workerThreads()).isEqualTo(workers);
    }
  }

  @Test
  void throwsTheFirstFailureOfSeveral() {
    try (WorkerPool pool = new WorkerPool(1)) {
      assertThatThrownBy(
              () ->
                  pool.run(
                      3,
                      (worker, task) -> {
                        throw new IllegalStateException("task " + task);
                      }))
          .hasMessage("task 0");
    }
  }

  @Test
  void closeStopsItsThreadsAndMayBeRepeated() {
    Set<Thread> before = workerThreads();
    WorkerPool pool = new WorkerPool(4);
    assertThat(workerThreads()).hasSize(before.size() + 3).allMatch(Thread::isDaemon);
    pool.run(10, (worker, task) -> {});

    pool.close();
    pool.close();

    assertThat(workerThreads()).isEqualTo(before);
    assertThatThrownBy(() -> pool.run(1, (worker, task) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot run tasks: the worker pool is closed.");
  }

  @Test
  void keepsTheCallersInterruption() {
    AtomicInteger runs = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread.currentThread().interrupt();

      pool.run(100, (worker, task) -> runs.incrementAndGet());
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs).hasValue(100);
  }

  private static Set<Thread> workerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tramontane-worker"))
        .collect(Collectors.toSet());
  }
}
