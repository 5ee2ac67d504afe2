package io.tramontane.udf.model;

import io.tramontane.backend.Backend;

/** The use of a model by one task, from {@link ModelRegistry#lend} to {@link #close}. */
public final class ModelLease implements AutoCloseable {
  private final Backend backend;
  private final Runnable giveBack;
  private boolean closed;

  ModelLease(Backend backend, Runnable giveBack) {
    this.backend = backend;
    this.giveBack = giveBack;
  }

  /** The model's backend, open at least until this is closed, or the JVM's registry is. */
  public Backend backend() {
    return backend;
  }

  /** Gives it back. Without effect the second time. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      giveBack.run();
    }
  }
}
