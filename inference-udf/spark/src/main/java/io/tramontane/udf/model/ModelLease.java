package io.tramontane.udf.model;

import io.tramontane.djl.TramontaneModel;

/** The use of a model by one task, from {@link ModelRegistry#lend} to {@link #close}. */
public final class ModelLease implements AutoCloseable {
  private final TramontaneModel model;
  private final Runnable giveBack;
  private boolean closed;

  ModelLease(TramontaneModel model, Runnable giveBack) {
    this.model = model;
    this.giveBack = giveBack;
  }

  /** The model, open at least until this is closed, or the JVM's registry is. */
  public TramontaneModel model() {
    return model;
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
