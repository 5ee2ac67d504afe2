package io.tramontane.generate;

import io.tramontane.mixtral.Chunk;
import io.tramontane.mixtral.HyperParameters;
import io.tramontane.mixtral.KvCache;
import io.tramontane.mixtral.KvFormat;
import io.tramontane.mixtral.MixtralModel;
import io.tramontane.mixtral.Sequence;
import io.tramontane.mixtral.Step;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of shared prefixes, each computed once. Those that no request uses are
 * dropped, the longest unused first, when their memory is needed.
 */
final class PrefixCache {
  private final MixtralModel model;
  private final KvBudget budget;
  private final KvFormat format;
  private final int stepTokens;
  private final Map<IntBuffer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  PrefixCache(MixtralModel model, KvBudget budget, KvFormat format, int stepTokens) {
    this.model = model;
    this.budget = budget;
    this.format = format;
    this.stepTokens = stepTokens;
  }

  /** One prefix; {@link #users} counts the requests that read it. */
  static final class Entry {
    final KvCache cache;
    final int length;
    private final long bytes;
    private int users;

    Entry(KvCache cache, int length, long bytes) {
      this.cache = cache;
      this.length = length;
      this.bytes = bytes;
    }

    void release() {
      users--;
    }
  }

  /** The bytes that a prefix takes. */
  static long bytes(HyperParameters sizes, KvFormat format, int length) {
    return KvCache.bytes(sizes, format, length);
  }

  /**
   * A prefix together with memory for its user, computing the prefix where it is new.
   *
   * @param userBytes reserved beside the prefix
   * @return null when there is not enough memory now; then nothing is reserved
   */
  @Nullable Entry acquire(int[] prefix, long userBytes) {
    IntBuffer key = IntBuffer.wrap(prefix);
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.users++;
      if (!reserve(userBytes)) {
        entry.users--;
        return null;
      }
      return entry;
    }
    long bytes = bytes(model.sizes(), format, prefix.length);
    if (!reserve(bytes + userBytes)) {
      return null;
    }
    try {
      Entry computed = new Entry(compute(prefix), prefix.length, bytes);
      computed.users = 1;
      entries.put(key, computed);
      return computed;
    } catch (RuntimeException | Error e) {
      budget.release(bytes + userBytes);
      throw e;
    }
  }

  /** Reserves memory, dropping unused prefixes as far as necessary. */
  boolean reserve(long bytes) {
    Iterator<Entry> oldestFirst = entries.values().iterator();
    boolean reserved = budget.tryReserve(bytes);
    while (!reserved && oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      if (entry.users == 0) {
        oldestFirst.remove();
        budget.release(entry.bytes);
        reserved = budget.tryReserve(bytes);
      }
    }
    return reserved;
  }

  private KvCache compute(int[] prefix) {
    KvCache cache = KvCache.forAllLayers(model.sizes(), format, prefix.length);
    for (int start = 0; start < prefix.length; start += stepTokens) {
      int end = Math.min(prefix.length, start + stepTokens);
      int[] tokens = Arrays.copyOfRange(prefix, start, end);
      Chunk chunk = Chunk.of(Sequence.of(cache), start, tokens, Chunk.Wanted.NONE);
      model.forward(new Step(List.of(chunk)));
    }
    return cache;
  }
}
