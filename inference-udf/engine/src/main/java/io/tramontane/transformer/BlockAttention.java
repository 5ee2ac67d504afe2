package io.tramontane.transformer;

import io.tramontane.tensor.Exponential;
import io.tramontane.tensor.Kernel;
import java.util.Arrays;

/**
 * Softmax attention of one block's tokens with the query heads of one key-value head.
 *
 * <p>For all its queries at once it multiplies by the keys, takes each row's softmax over the row's
 * own positions, and multiplies by the values. Both products run through {@link
 * Kernel#multiplyAdd}, tile after tile, first over the shared prefix, then over the sequence's own
 * cache, at whose end a tree's nodes lie: a row's sums run in ascending position, whatever block it
 * is in and wherever its keys lie. Positions in front of a sliding window count as zeros, and tiles
 * that no row sees are left out. A sink is one more term of a row's softmax, the last of its sum,
 * that has no value (Xiao et al., "Efficient Streaming Language Models with Attention Sinks",
 * 2023).
 */
final class BlockAttention {
  private final HyperParameters sizes;
  private final Kernel kernel;
  private final RopeTable rope;
  private final float[] sinks;
  private final Block block;
  private final int head;
  private final int layer;
  private final int heads;
  private final int rows;
  private final int scoreStride;
  private final int outputStride;
  private final float[] queries;
  private final float[] scores;
  private final float[] outputs;
  private final float[] sums;
  private final float[] widened;

  /** One worker's buffers. */
  static final class Scratch {
    private final Buffer queries = new Buffer();
    private final Buffer scores = new Buffer();
    private final Buffer outputs = new Buffer();
    private final Buffer sums = new Buffer();
    private final Buffer widened = new Buffer();
  }

  /** Does something with a tile's first positions, whose scores start at a row's {@code score}. */
  @FunctionalInterface
  private interface TileAction {
    void run(KvTile tile, int positions, int score);
  }

  /**
   * @param sinks as {@link Weights.Layer} has them
   * @param head the key-value head
   */
  BlockAttention(
      HyperParameters sizes,
      Kernel kernel,
      RopeTable rope,
      float[] sinks,
      Block block,
      int head,
      int layer,
      Scratch scratch) {
    this.sizes = sizes;
    this.kernel = kernel;
    this.rope = rope;
    this.sinks = sinks;
    this.block = block;
    this.head = head;
    this.layer = layer;
    this.heads = sizes.headsPerKvHead();
    this.rows = block.count() * heads;
    // Products fill whole lanes, so the last tile's may reach beyond the last position.
    this.scoreStride = Kernel.roundUp(block.positions()) + Kernel.LANES;
    this.outputStride = Kernel.roundUp(sizes.headWidth());
    this.queries = scratch.queries.of(rows, sizes.headWidth());
    this.scores = scratch.scores.of(rows, scoreStride);
    this.outputs = scratch.outputs.of(rows, outputStride);
    this.sums = scratch.sums.of(rows, 1);
    this.widened = scratch.widened.of(KvTile.POSITIONS, outputStride);
  }

  /**
   * Computes the attention.
   *
   * @param q the queries of the rows that attend, neither rotated nor scaled yet
   * @param a receives the results, as long as {@code q}
   */
  void run(float[] q, float[] a) {
    gather(q);
    Arrays.fill(scores, 0, rows * scoreStride, 0f);
    forEachTile(this::multiplyByKeys);
    for (int row = 0; row < rows; row++) {
      sums[row] = softmax(row);
    }
    Arrays.fill(outputs, 0, rows * outputStride, 0f);
    forEachTile(this::multiplyByValues);
    scatter(a);
  }

  private void gather(float[] q) {
    int headWidth = sizes.headWidth();
    int length = heads * headWidth;
    float scale = sizes.multipliers().attention(headWidth);
    for (int token = 0; token < block.count(); token++) {
      int source = (block.row() + token) * sizes.queryWidth() + head * length;
      System.arraycopy(q, source, queries, token * length, length);
      int position = block.position(token);
      float factor = scale * sizes.positions().temperature().at(position);
      for (int start = token * length; start < (token + 1) * length; start += headWidth) {
        rope.rotate(queries, start, position);
      }
      for (int i = token * length; i < (token + 1) * length; i++) {
        queries[i] *= factor;
      }
    }
  }

  private void forEachTile(TileAction action) {
    Sequence sequence = block.span().sequence();
    int prefixLength = sequence.prefixLength();
    if (sequence.prefix() != null) {
      forEachTile(sequence.prefix(), prefixLength, 0, action);
    }
    forEachTile(sequence.own(), block.positions() - prefixLength, prefixLength, action);
  }

  private void forEachTile(KvCache cache, int positions, int score, TileAction action) {
    int unseen = Math.max(0, sizes.positions().firstSeen(layer, block.lowestPosition()) - score);
    int start = unseen / KvTile.POSITIONS * KvTile.POSITIONS;
    for (int first = start; first < positions; first += KvTile.POSITIONS) {
      KvTile tile = cache.tile(layer, head, first);
      action.run(tile, Math.min(KvTile.POSITIONS, positions - first), score + first);
    }
  }

  private void multiplyByKeys(KvTile tile, int positions, int score) {
    int columns = Kernel.roundUp(positions);
    kernel.multiplyAdd(
        rows,
        columns,
        sizes.headWidth(),
        queries,
        0,
        sizes.headWidth(),
        tile.keys(widened),
        0,
        tile.width,
        scores,
        score,
        scoreStride);
    if (columns > positions) {
      clearScores(score + positions, score + columns);
    }
  }

  /** Behind a prefix's last position the first of the sequence's own cache is added to zero. */
  private void clearScores(int from, int to) {
    for (int row = 0; row < rows; row++) {
      Arrays.fill(scores, row * scoreStride + from, row * scoreStride + to, 0f);
    }
  }

  /**
   * Turns a row's scores into exponentials, zero where the row must not look, and returns their
   * sum. The sum's order depends on where its terms stand, so for it a path's nodes are moved
   * together, as if they were a sequence's tokens.
   */
  private float softmax(int row) {
    int token = row / heads;
    int start = row * scoreStride;
    int[] path = block.path(token);
    int firstNode = start + block.seenPositions(token);
    for (int i = 0; i < path.length; i++) {
      scores[firstNode + i] = scores[firstNode + path[i]];
    }
    int unseen = sizes.positions().firstSeen(layer, block.position(token));
    int seen = block.seenPositions(token) + path.length - unseen;
    float sum = exponentiate(row, start + unseen, seen);
    Arrays.fill(scores, start, start + unseen, 0f);
    int end = start + block.positions();
    for (int i = path.length - 1; i >= 0; i--) {
      float power = scores[firstNode + i];
      int node = firstNode + path[i];
      Arrays.fill(scores, node + 1, end, 0f);
      scores[node] = power;
      end = node;
    }
    Arrays.fill(scores, firstNode, end, 0f);
    return sum;
  }

  /** Of consecutive scores; the sum has the sink's exponential too. */
  private float exponentiate(int row, int from, int count) {
    float max = kernel.max(scores, from, count);
    if (sinks.length == 0) {
      return kernel.exponentiate(scores, from, count, max);
    }
    float sink = sinks[head * heads + row % heads];
    float highest = Math.max(max, sink);
    return kernel.exponentiate(scores, from, count, highest) + Exponential.exp(sink - highest);
  }

  private void multiplyByValues(KvTile tile, int positions, int score) {
    kernel.multiplyAdd(
        rows,
        outputStride,
        positions,
        scores,
        score,
        scoreStride,
        tile.values(widened),
        0,
        tile.valueStride,
        outputs,
        0,
        outputStride);
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
        a[target + d] = outputs[row * outputStride + d] * factor + 0f;
      }
    }
  }
}
