package io.tramontane.generate;

/** Accounts for the memory of KV caches, so that it is never asked for beyond its limit. */
final class KvBudget {
  private final long limit;
  private long used;

  KvBudget(long limit) {
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  long used() {
    return used;
  }

  long free() {
    return limit - used;
  }

  boolean tryReserve(long bytes) {
    if (bytes > free()) {
      return false;
    }
    used += bytes;
    return true;
  }

  void release(long bytes) {
    used -= bytes;
  }
}
