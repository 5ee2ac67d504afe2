package io.tramontane.mixtral;

import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The attention half of a layer: norm, grouped-query attention over everything before a token,
 * output projection, residual.
 *
 * <p>A task is one key-value head of one block of a chunk's tokens. For all its queries at once it
 * multiplies by the keys, takes each row's softmax over the row's own positions, and multiplies by
 * the values: both products run through {@link Kernel#multiplyAdd}, each row's sums in ascending
 * position, so a row's result does not depend on its block.
 */
final class Attention {
  /**
   * Query rows (tokens times heads) of a task: enough to reuse each key, few enough for the cache.
   */
  private static final int ROWS_PER_BLOCK = 48;

  private final HyperParameters sizes;
  private final Compute compute;
  private final RopeTable rope;
  private final float queryScale;
  private final Buffer normed = new Buffer();
  private final Buffer queries = new Buffer();
  private final Buffer keys = new Buffer();
  private final Buffer values = new Buffer();
  private final Buffer attended = new Buffer();
  private final Buffer projected = new Buffer();
  private final Scratch[] scratches;

  Attention(HyperParameters sizes, Compute compute) {
    this.sizes = sizes;
    this.compute = compute;
    this.rope = new RopeTable(sizes.ropeWidth(), sizes.ropeBase());
    this.queryScale = (float) (1.0 / Math.sqrt(sizes.headWidth()));
    this.scratches = new Scratch[compute.pool().threads()];
    Arrays.setAll(scratches, worker -> new Scratch());
  }

  /**
   * Adds a layer's attention to the residual stream.
   *
   * @param x the residual stream, a row of {@code width} for each of the step's rows
   */
  void addTo(float[] x, StepRows rows, int layerIndex, Weights.Layer layer) {
    int count = rows.count;
    int width = sizes.width();
    float[] h = normed.of(count, width);
    float[] q = queries.of(count, sizes.queryWidth());
    float[] k = keys.of(count, sizes.kvWidth());
    float[] v = values.of(count, sizes.kvWidth());
    float[] a = attended.of(count, sizes.queryWidth());
    float[] y = projected.of(count, width);

    compute.normalize(count, x, layer.attentionNorm(), sizes.normEpsilon(), h);
    Rows input = Rows.of(h, width, count);
    compute
        .multiplier()
        .multiply(
            List.of(
                new Product(layer.query(), input, Rows.of(q, sizes.queryWidth(), count)),
                new Product(layer.key(), input, Rows.of(k, sizes.kvWidth(), count)),
                new Product(layer.value(), input, Rows.of(v, sizes.kvWidth(), count))));
    rope.extend(rows.positions());
    compute.forEachRow(count, row -> rotateAndStore(rows, row, layerIndex, q, k, v));
    attend(rows, layerIndex, q, a);
    compute
        .multiplier()
        .multiply(
            List.of(
                new Product(
                    layer.attentionOutput(),
                    Rows.of(a, sizes.queryWidth(), count),
                    Rows.of(y, width, count))));
    compute.forEachRow(
        count, row -> compute.kernel().addScaled(y, row * width, 1f, x, row * width, width));
  }

  private void rotateAndStore(
      StepRows rows, int row, int layerIndex, float[] q, float[] k, float[] v) {
    int headWidth = sizes.headWidth();
    int position = rows.position[row];
    int query = row * sizes.queryWidth();
    for (int head = 0; head < sizes.heads(); head++) {
      rope.rotate(q, query + head * headWidth, position);
    }
    for (int i = query; i < query + sizes.queryWidth(); i++) {
      q[i] *= queryScale;
    }
    int keyValue = row * sizes.kvWidth();
    for (int head = 0; head < sizes.kvHeads(); head++) {
      rope.rotate(k, keyValue + head * headWidth, position);
    }
    rows.chunk[row].sequence().own().store(layerIndex, rows.slot[row], k, keyValue, v, keyValue);
  }

  private void attend(StepRows rows, int layerIndex, float[] q, float[] a) {
    List<Block> blocks = blocks(rows.step);
    compute
        .pool()
        .run(
            blocks.size() * sizes.kvHeads(),
            (worker, task) ->
                attendBlock(
                    blocks.get(task / sizes.kvHeads()),
                    task % sizes.kvHeads(),
                    layerIndex,
                    q,
                    a,
                    scratches[worker]));
  }

  private List<Block> blocks(Step step) {
    int tokens = Math.max(1, ROWS_PER_BLOCK / sizes.headsPerKvHead());
    List<Block> blocks = new ArrayList<>();
    int row = 0;
    for (Chunk chunk : step.chunks()) {
      for (int first = 0; first < chunk.length(); first += tokens) {
        int count = Math.min(tokens, chunk.length() - first);
        blocks.add(new Block(chunk, row + first, first, count));
      }
      row += chunk.length();
    }
    return blocks;
  }

  /**
   * Some consecutive tokens of a chunk.
   *
   * @param row the step's row of the first of them
   * @param first its index in the chunk
   * @param count how many
   */
  private record Block(Chunk chunk, int row, int first, int count) {
    /** The positions that some or all of the block's rows see, ancestors in a tree left out. */
    int commonPositions() {
      return chunk.isTree() ? chunk.start() : chunk.start() + first + count;
    }
  }

  private void attendBlock(
      Block block, int head, int layerIndex, float[] q, float[] a, Scratch scratch) {
    int heads = sizes.headsPerKvHead();
    int rows = block.count() * heads;
    int stride = roundUp(block.commonPositions() + block.chunk().length()) + Kernel.LANES;
    float[] queryRows = scratch.queries.of(rows, sizes.headWidth());
    float[] scores = scratch.scores.of(rows, stride);
    float[] outputs = scratch.outputs.of(rows, KvCache.valueStride(sizes));
    for (int token = 0; token < block.count(); token++) {
      System.arraycopy(
          q,
          (block.row() + token) * sizes.queryWidth() + head * heads * sizes.headWidth(),
          queryRows,
          token * heads * sizes.headWidth(),
          heads * sizes.headWidth());
    }
    Head keyValues = new Head(block, head, layerIndex);
    score(keyValues, rows, queryRows, scores, stride);
    for (int row = 0; row < rows; row++) {
      scratch.sum(rows)[row] =
          softmax(keyValues, row / heads, queryRows, row, scores, row * stride);
    }
    sumValues(keyValues, rows, scores, stride, outputs);
    write(keyValues, rows, outputs, scratch.sum(rows), a);
  }

  /** The keys and values that a block's task reads. */
  private record Head(Block block, int head, int layerIndex) {
    Sequence sequence() {
      return block.chunk().sequence();
    }

    int ownPositions() {
      return block.commonPositions() - sequence().prefixLength();
    }
  }

  /** Products of queries and keys over the common positions. */
  private void score(Head head, int rows, float[] queryRows, float[] scores, int stride) {
    Arrays.fill(scores, 0, rows * stride, 0f);
    Sequence sequence = head.sequence();
    KvCache prefix = sequence.prefix();
    if (prefix != null) {
      multiplyByKeys(head, prefix, sequence.prefixLength(), rows, queryRows, scores, 0, stride);
      for (int row = 0; row < rows; row++) {
        int end = row * stride + sequence.prefixLength();
        Arrays.fill(scores, end, end + Kernel.LANES, 0f);
      }
    }
    multiplyByKeys(
        head,
        sequence.own(),
        head.ownPositions(),
        rows,
        queryRows,
        scores,
        sequence.prefixLength(),
        stride);
  }

  private void multiplyByKeys(
      Head head,
      KvCache cache,
      int positions,
      int rows,
      float[] queryRows,
      float[] scores,
      int start,
      int stride) {
    compute
        .kernel()
        .multiplyAdd(
            rows,
            roundUp(positions),
            sizes.headWidth(),
            queryRows,
            0,
            sizes.headWidth(),
            cache.keys(head.layerIndex()),
            cache.keyStart(head.head()),
            cache.capacity(),
            scores,
            start,
            stride);
  }

  /**
   * Turns one row's scores into exponentials, zero where the row must not look, and returns their
   * sum.
   */
  private float softmax(
      Head head, int token, float[] queryRows, int queryRow, float[] scores, int start) {
    Block block = head.block();
    Chunk chunk = block.chunk();
    int common = block.commonPositions();
    int seen =
        chunk.isTree()
            ? common + scorePath(head, token, queryRows, queryRow, scores, start + common)
            : chunk.start() + block.first() + token + 1;
    float max = compute.kernel().max(scores, start, seen);
    float sum = compute.kernel().exponentiate(scores, start, seen, max);
    if (seen < common) {
      Arrays.fill(scores, start + seen, start + common, 0f);
    }
    return sum;
  }

  /** Scores a tree node's ancestors and itself, root first; returns how many they are. */
  private int scorePath(
      Head head, int token, float[] queryRows, int queryRow, float[] scores, int start) {
    Block block = head.block();
    Chunk chunk = block.chunk();
    KvCache own = head.sequence().own();
    float[] layerKeys = own.keys(head.layerIndex());
    int node = block.first() + token;
    int length = chunk.depth(node) + 1;
    for (int i = length - 1; i >= 0; i--, node = chunk.parents()[node]) {
      int key = own.keyStart(head.head()) + chunk.slot(node);
      float score = 0f;
      for (int d = 0; d < sizes.headWidth(); d++) {
        score =
            Math.fma(
                queryRows[queryRow * sizes.headWidth() + d],
                layerKeys[key + d * own.capacity()],
                score);
      }
      scores[start + i] = score;
    }
    return length;
  }

  private void sumValues(Head head, int rows, float[] scores, int stride, float[] outputs) {
    int valueStride = KvCache.valueStride(sizes);
    Arrays.fill(outputs, 0, rows * valueStride, 0f);
    Sequence sequence = head.sequence();
    KvCache prefix = sequence.prefix();
    if (prefix != null) {
      multiplyByValues(head, prefix, sequence.prefixLength(), rows, scores, 0, stride, outputs);
    }
    multiplyByValues(
        head,
        sequence.own(),
        head.ownPositions(),
        rows,
        scores,
        sequence.prefixLength(),
        stride,
        outputs);
    if (head.block().chunk().isTree()) {
      for (int row = 0; row < rows; row++) {
        addPathValues(head, row, scores, row * stride, outputs);
      }
    }
  }

  private void multiplyByValues(
      Head head,
      KvCache cache,
      int positions,
      int rows,
      float[] scores,
      int start,
      int stride,
      float[] outputs) {
    int valueStride = KvCache.valueStride(sizes);
    compute
        .kernel()
        .multiplyAdd(
            rows,
            valueStride,
            positions,
            scores,
            start,
            stride,
            cache.values(head.layerIndex()),
            cache.valueStart(head.head()),
            valueStride,
            outputs,
            0,
            valueStride);
  }

  private void addPathValues(Head head, int row, float[] scores, int start, float[] outputs) {
    Block block = head.block();
    Chunk chunk = block.chunk();
    KvCache own = head.sequence().own();
    int valueStride = KvCache.valueStride(sizes);
    int node = block.first() + row / sizes.headsPerKvHead();
    int[] path = new int[chunk.depth(node) + 1];
    for (int i = path.length - 1; i >= 0; i--, node = chunk.parents()[node]) {
      path[i] = node;
    }
    for (int i = 0; i < path.length; i++) {
      compute
          .kernel()
          .addScaled(
              own.values(head.layerIndex()),
              own.valueStart(head.head()) + chunk.slot(path[i]) * valueStride,
              scores[start + block.commonPositions() + i],
              outputs,
              row * valueStride,
              sizes.headWidth());
    }
  }

  private void write(Head head, int rows, float[] outputs, float[] sums, float[] a) {
    int heads = sizes.headsPerKvHead();
    int headWidth = sizes.headWidth();
    for (int row = 0; row < rows; row++) {
      float factor = 1f / sums[row];
      int source = row * KvCache.valueStride(sizes);
      int target =
          (head.block().row() + row / heads) * sizes.queryWidth()
              + (head.head() * heads + row % heads) * headWidth;
      for (int d = 0; d < headWidth; d++) {
        // Positions that a row must not see added zeros, which can turn -0 to +0: make all zeros
        // +0.
        a[target + d] = outputs[source + d] * factor + 0f;
      }
    }
  }

  private static int roundUp(int length) {
    return (length + Kernel.LANES - 1) / Kernel.LANES * Kernel.LANES;
  }

  /** One worker's buffers. */
  private static final class Scratch {
    final Buffer queries = new Buffer();
    final Buffer scores = new Buffer();
    final Buffer outputs = new Buffer();
    private final Buffer sums = new Buffer();

    float[] sum(int rows) {
      return sums.of(rows, 1);
    }
  }
}
