package io.tramontane.jobs.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Turns SIGTERM and SIGINT into an orderly end with {@link ExitCode#STOPPED}.
 *
 * <p>A JVM that gets such a signal runs its shutdown hooks and dies with 128 + the signal's number.
 * Two hooks around Spark's own change that: the first cancels the work and waits until the command
 * has told its end; the last halts with our code.
 */
final class StopSignal {
  // Spark's hook runs at the file systems' priority + 30; higher runs earlier.
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;
  private static final int LAST = 0;

  /** More than the longest run.stop-grace; whoever has less kills the process. */
  private static final Duration PATIENCE = Duration.ofMinutes(65);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;
  private volatile boolean exiting;
  private volatile Runnable cancel = () -> {};

  /** Begins to listen. */
  void install() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(this::stop, BEFORE_SPARK, PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
    hooks.addShutdownHook(this::halt, LAST);
  }

  /** Sets what ends the work early; at once, if a signal has come already. */
  void onStop(Runnable cancel) {
    this.cancel = cancel;
    if (requested) {
      cancel.run();
    }
  }

  /** Whether a signal has come. */
  boolean requested() {
    return requested;
  }

  /** The command has told its end. */
  void commandEnded() {
    ended.countDown();
  }

  /** Ends the JVM with the command's own exit code. */
  void exit(int code) {
    exiting = !requested;
    System.exit(code);
  }

  private void stop() {
    if (exiting) {
      return;
    }
    requested = true;
    cancel.run();
    try {
      ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void halt() {
    if (requested) {
      Runtime.getRuntime().halt(ExitCode.STOPPED);
    }
  }
}
