package io.tramontane.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Turns SIGTERM and SIGINT into an orderly end with {@link ExitCode#STOPPED}.
 *
 * <p>A JVM that gets such a signal runs its shutdown hooks and dies with 128 + the signal's number.
 * Two hooks around Spark's own change that: the first cancels the work and waits until the command
 * has told its end; the last halts with our code.
 *
 * <p>The hooks also run when somebody else ends the JVM, as Spark does after a fatal error in a
 * task. That is no signal, and nothing is waited for: it ends with {@link ExitCode#FAILED}.
 */
final class StopSignal {
  // Spark's hook runs at the file systems' priority + 30; higher runs earlier.
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;
  private static final int LAST = 0;

  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

  /** More than the longest run.stop-grace; whoever has less kills the process. */
  private static final Duration PATIENCE = Duration.ofMinutes(65);

  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean requested;
  private volatile boolean exiting;

  /** Whether it is neither a signal nor a command that ends the JVM. */
  private volatile boolean ended;

  private volatile Runnable cancel = () -> {};

  /** Begins to listen. */
  void install() {
    SIGNALS.forEach(name -> new IrqHandler(name, signal -> stopped()).bind());
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(this::stop, BEFORE_SPARK, PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
    hooks.addShutdownHook(this::halt, LAST);
  }

  private void stopped() {
    requested = true;
    System.exit(ExitCode.STOPPED);
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
    told.countDown();
  }

  /** Ends the JVM with the command's own exit code. */
  void exit(int code) {
    exiting = !requested;
    System.exit(code);
  }

  private void stop() {
    ended = !exiting && !requested;
    if (!requested) {
      return;
    }
    cancel.run();
    try {
      told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void halt() {
    if (requested) {
      Runtime.getRuntime().halt(ExitCode.STOPPED);
    }
    if (ended) {
      System.err.println(
          "Cannot go on: a fatal error in a task has ended this JVM; its log names it. Where that is an OutOfMemoryError, give a larger heap (now %s MiB), or lower engine.max-text-bytes."
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
      Runtime.getRuntime().halt(ExitCode.FAILED);
    }
  }
}
