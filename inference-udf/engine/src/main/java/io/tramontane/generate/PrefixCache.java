package io.tramontane.generate;

import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.nio.IntBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of shared prefixes, each computed once, by the steps that also compute what
 * else is in progress. Those that no request uses are dropped, the longest unused first, when their
 * memory is needed.
 */
final class PrefixCache {
  private final Transformer model;
  private final KvBudget budget;
  private final KvFormat format;
  private final int stepTokens;
  private final Map<IntBuffer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Of entries without users. */
  private long unusedBytes;

  PrefixCache(Transformer model, KvBudget budget, KvFormat format, int stepTokens) {
    this.model = model;
    this.budget = budget;
    this.format = format;
    this.stepTokens = stepTokens;
  }

  /**
   * One prefix; {@link #users} counts the requests that read it. They can only do so when it {@link
   * #isReady}.
   */
  static final class Entry {
    final KvCache cache;
    final int length;
    private final PromptProgress progress;
    private final long bytes;
    private int users;
    private boolean ready;

    Entry(KvCache cache, int[] tokens, long bytes) {
      this.cache = cache;
      this.length = tokens.length;
      this.progress = new PromptProgress(Sequence.of(cache), tokens);
      this.bytes = bytes;
    }

    /** Whether all of it has been computed, by steps that have ended. */
    boolean isReady() {
      return ready;
    }

    /** How many of its tokens no step has been asked for. */
    int remaining() {
      return progress.remaining();
    }

    /** The next tokens, at most {@code room}. */
    TokenSpan next(int room) {
      return progress.nextUnwanted(room);
    }

    /** A step has ended that computed what {@link #next} gave. */
    void stepEnded() {
      ready = progress.remaining() == 0;
    }
  }

  /** The bytes that a prefix takes. */
  static long bytes(HyperParameters sizes, KvFormat format, int length, int stepTokens) {
    return KvCache.bytes(sizes, format, length, stepTokens);
  }

  /**
   * A prefix together with memory for its user. A new one is not ready: it waits for steps.
   *
   * @param userBytes reserved beside the prefix
   * @return null when there is not enough memory now; then nothing is reserved
   */
  @Nullable Entry acquire(int[] prefix, long userBytes) {
    IntBuffer key = IntBuffer.wrap(prefix);
    Entry entry = entries.get(key);
    if (entry != null) {
      use(entry);
      if (!reserve(userBytes)) {
        release(entry);
        return null;
      }
      return entry;
    }
    long bytes = bytes(model.sizes(), format, prefix.length, stepTokens);
    if (!reserve(bytes + userBytes)) {
      return null;
    }
    try {
      KvCache cache = KvCache.forAllLayers(model.sizes(), format, prefix.length, stepTokens);
      Entry made = new Entry(cache, prefix, bytes);
      made.users = 1;
      entries.put(key, made);
      return made;
    } catch (RuntimeException | Error e) {
      budget.release(bytes + userBytes);
      throw e;
    }
  }

  private void use(Entry entry) {
    if (entry.users == 0) {
      unusedBytes -= entry.bytes;
    }
    entry.users++;
  }

  /** One user of a prefix has ended. */
  void release(Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      unusedBytes += entry.bytes;
    }
  }

  /**
   * Reserves memory, dropping unused prefixes as far as necessary; none where that would not be
   * enough.
   */
  boolean reserve(long bytes) {
    if (bytes > budget.free() + unusedBytes) {
      return false;
    }
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (!budget.tryReserve(bytes)) {
      Entry entry = oldestFirst.next();
      if (entry.users == 0) {
        oldestFirst.remove();
        forget(entry);
      }
    }
    return true;
  }

  /** Gives back the memory of a prefix that has no users. */
  private void forget(Entry entry) {
    unusedBytes -= entry.bytes;
    budget.release(entry.bytes);
  }

  /** Forgets prefixes that are not ready, after a step that failed; none has users then. */
  void dropUnready() {
    entries
        .values()
        .removeIf(
            entry -> {
              if (!entry.ready) {
                forget(entry);
              }
              return !entry.ready;
            });
  }
}
