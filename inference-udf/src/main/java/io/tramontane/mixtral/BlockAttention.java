package io.tramontane.mixtral;

import io.tramontane.tensor.Kernel;
import java.util.Arrays;

/**
 * Softmax attention of one block's tokens with the query heads of one key-value head.
 *
 * <p>For all its queries at once it multiplies by the keys, takes each row's softmax over the row's
 * own positions, and multiplies by the values. Both products run through {@link
 * Kernel#multiplyAdd}, first over the shared prefix, then over the sequence's own cache, then over
 * a tree node's path: a row's sums run in ascending position, whatever block it is in and wherever
 * its keys lie.
 */
final class BlockAttention {
  private final HyperParameters sizes;
  private final Kernel kernel;
  private final Block block;
  private final int head;
  private final int layer;
  private final int heads;
  private final int rows;
  private final int scoreStride;
  private final int valueStride;
  private final float[] queries;
  private final float[] scores;
  private final float[] outputs;
  private final float[] sums;

  /** One worker's buffers. */
  static final class Scratch {
    private final Buffer queries = new Buffer();
    private final Buffer scores = new Buffer();
    private final Buffer outputs = new Buffer();
    private final Buffer sums = new Buffer();
  }

  /**
   * @param head the key-value head
   */
  BlockAttention(
      HyperParameters sizes, Kernel kernel, Block block, int head, int layer, Scratch scratch) {
    this.sizes = sizes;
    this.kernel = kernel;
    this.block = block;
    this.head = head;
    this.layer = layer;
    this.heads = sizes.headsPerKvHead();
    this.rows = block.count() * heads;
    // Products fill whole lanes, so each of the three parts of a row may be followed by some more.
    this.scoreStride =
        Kernel.roundUp(block.commonPositions() + block.chunk().length()) + Kernel.LANES;
    this.valueStride = KvCache.valueStride(sizes);
    this.queries = scratch.queries.of(rows, sizes.headWidth());
    this.scores = scratch.scores.of(rows, scoreStride);
    this.outputs = scratch.outputs.of(rows, valueStride);
    this.sums = scratch.sums.of(rows, 1);
  }

  /**
   * Computes the attention.
   *
   * @param q the step's queries, rotated and scaled
   * @param a receives the results, as long as {@code q}
   */
  void run(float[] q, float[] a) {
    gather(q);
    multiplyByKeys();
    for (int row = 0; row < rows; row++) {
      sums[row] = softmax(row);
    }
    multiplyByValues();
    scatter(a);
  }

  private Sequence sequence() {
    return block.chunk().sequence();
  }

  private void gather(float[] q) {
    int length = heads * sizes.headWidth();
    for (int token = 0; token < block.count(); token++) {
      int source = (block.row() + token) * sizes.queryWidth() + head * length;
      System.arraycopy(q, source, queries, token * length, length);
    }
  }

  private void multiplyByKeys() {
    Arrays.fill(scores, 0, rows * scoreStride, 0f);
    KvCache prefix = sequence().prefix();
    int prefixLength = sequence().prefixLength();
    if (prefix != null) {
      multiplyByKeys(prefix, prefixLength, 0);
      for (int row = 0; row < rows; row++) {
        int end = row * scoreStride + prefixLength;
        Arrays.fill(scores, end, end + Kernel.LANES, 0f);
      }
    }
    multiplyByKeys(sequence().own(), block.ownPositions(), prefixLength);
  }

  private void multiplyByKeys(KvCache cache, int positions, int scoreStart) {
    kernel.multiplyAdd(
        rows,
        Kernel.roundUp(positions),
        sizes.headWidth(),
        queries,
        0,
        sizes.headWidth(),
        cache.keys(layer),
        cache.keyStart(head),
        cache.capacity(),
        scores,
        scoreStart,
        scoreStride);
  }

  /**
   * Turns a row's scores into exponentials, zero where the row must not look, and returns their
   * sum.
   */
  private float softmax(int row) {
    int token = row / heads;
    int start = row * scoreStride;
    int common = block.commonPositions();
    int[] path = block.path(token);
    int seen = block.seenPositions(token) + path.length;
    for (int i = 0; i < path.length; i++) {
      scores[start + common + i] = pathScore(row, path[i]);
    }
    float max = kernel.max(scores, start, seen);
    float sum = kernel.exponentiate(scores, start, seen, max);
    if (seen < common) {
      Arrays.fill(scores, start + seen, start + common, 0f);
    }
    return sum;
  }

  private float pathScore(int row, int node) {
    KvCache own = sequence().own();
    float[] keys = own.keys(layer);
    int key = own.keyStart(head) + block.chunk().slot(node);
    float score = 0f;
    for (int d = 0; d < sizes.headWidth(); d++) {
      score = Math.fma(queries[row * sizes.headWidth() + d], keys[key + d * own.capacity()], score);
    }
    return score;
  }

  private void multiplyByValues() {
    Arrays.fill(outputs, 0, rows * valueStride, 0f);
    KvCache prefix = sequence().prefix();
    int prefixLength = sequence().prefixLength();
    if (prefix != null) {
      multiplyByValues(prefix, prefixLength, 0);
    }
    multiplyByValues(sequence().own(), block.ownPositions(), prefixLength);
    for (int row = 0; row < rows; row++) {
      addPathValues(row);
    }
  }

  private void multiplyByValues(KvCache cache, int positions, int scoreStart) {
    kernel.multiplyAdd(
        rows,
        valueStride,
        positions,
        scores,
        scoreStart,
        scoreStride,
        cache.values(layer),
        cache.valueStart(head),
        valueStride,
        outputs,
        0,
        valueStride);
  }

  private void addPathValues(int row) {
    KvCache own = sequence().own();
    int[] path = block.path(row / heads);
    int score = row * scoreStride + block.commonPositions();
    for (int i = 0; i < path.length; i++) {
      int value = own.valueStart(head) + block.chunk().slot(path[i]) * valueStride;
      kernel.addScaled(
          own.values(layer),
          value,
          scores[score + i],
          outputs,
          row * valueStride,
          sizes.headWidth());
    }
  }

  private void scatter(float[] a) {
    int headWidth = sizes.headWidth();
    for (int row = 0; row < rows; row++) {
      float factor = 1f / sums[row];
      int token = block.row() + row / heads;
      int target = token * sizes.queryWidth() + (head * heads + row % heads) * headWidth;
      for (int d = 0; d < headWidth; d++) {
        // Positions that a row does not see have added zeros, which may turn -0 into +0: so end all
        // zeros as +0.
        a[target + d] = outputs[row * valueStride + d] * factor + 0f;
      }
    }
  }
}
