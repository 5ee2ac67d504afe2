package io.tramontane.mixtral;

import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import java.util.Arrays;
import java.util.List;

/**
 * The attention half of a layer: norm, grouped-query attention over everything before a token,
 * output projection, residual.
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
  private final BlockAttention.Scratch[] scratches;

  Attention(HyperParameters sizes, Compute compute) {
    this.sizes = sizes;
    this.compute = compute;
    this.rope = new RopeTable(sizes.ropeWidth(), sizes.ropeBase());
    this.queryScale = (float) (1.0 / Math.sqrt(sizes.headWidth()));
    this.scratches = new BlockAttention.Scratch[compute.pool().threads()];
    Arrays.setAll(scratches, worker -> new BlockAttention.Scratch());
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
    compute.multiply(
        new Product(layer.query(), input, Rows.of(q, sizes.queryWidth(), count)),
        new Product(layer.key(), input, Rows.of(k, sizes.kvWidth(), count)),
        new Product(layer.value(), input, Rows.of(v, sizes.kvWidth(), count)));
    rope.extend(rows.positions());
    compute.forEachRow(count, row -> rotateAndStore(rows, row, layerIndex, q, k, v));
    attend(rows.step, layerIndex, q, a);
    compute.multiply(
        new Product(
            layer.attentionOutput(),
            Rows.of(a, sizes.queryWidth(), count),
            Rows.of(y, width, count)));
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
    KvCache own = rows.chunk[row].sequence().own();
    own.store(layerIndex, rows.slot[row], k, keyValue, v, keyValue);
  }

  private void attend(Step step, int layerIndex, float[] q, float[] a) {
    List<Block> blocks = Block.of(step, Math.max(1, ROWS_PER_BLOCK / sizes.headsPerKvHead()));
    int heads = sizes.kvHeads();
    compute
        .pool()
        .run(
            blocks.size() * heads,
            (worker, task) -> {
              Block block = blocks.get(task / heads);
              BlockAttention.Scratch scratch = scratches[worker];
              new BlockAttention(sizes, compute.kernel(), block, task % heads, layerIndex, scratch)
                  .run(q, a);
            });
  }
}
