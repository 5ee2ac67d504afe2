package io.tramontane.transformer;

import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The attention half of a layer: norm, grouped-query attention over what a token sees before it,
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
  private final Buffer normed = new Buffer();
  private final Buffer queryInputs = new Buffer();
  private final Buffer queries = new Buffer();
  private final Buffer keys = new Buffer();
  private final Buffer values = new Buffer();
  private final Buffer attended = new Buffer();
  private final Buffer projected = new Buffer();
  private final BlockAttention.Scratch[] scratches;

  /**
   * @param ropeFactors as {@link Weights} has them
   */
  Attention(
      Architecture architecture, HyperParameters sizes, float[] ropeFactors, Compute compute) {
    this.sizes = sizes;
    this.compute = compute;
    this.rope = new RopeTable(architecture.ropePairing(), sizes.positions(), ropeFactors);
    this.scratches = new BlockAttention.Scratch[compute.pool().threads()];
    Arrays.setAll(scratches, worker -> new BlockAttention.Scratch());
  }

  /**
   * Adds a layer's attention to the residual stream.
   *
   * @param x the residual stream, a row of {@code width} for each of {@code all}; holds those of
   *     {@code queried} alone afterwards
   * @param all the step's rows: keys and values of all are stored
   * @param queried those that attend
   */
  void addTo(float[] x, StepRows all, StepRows queried, int layerIndex, Weights.Layer layer) {
    int count = queried.count;
    int width = sizes.width();
    float[] h = normed.of(all.count, width);
    float[] q = queries.of(count, sizes.queryWidth());
    float[] k = keys.of(all.count, sizes.kvWidth());
    float[] v = values.of(all.count, sizes.kvWidth());
    float[] a = attended.of(count, sizes.queryWidth());
    float[] y = projected.of(count, width);

    compute.normalize(all.count, x, layer.attentionNorm(), sizes.normEpsilon(), h);
    Rows input = Rows.of(h, width, all.count);
    compute.multiply(
        new Product(
            layer.query(), queryInput(h, all, queried), Rows.of(q, sizes.queryWidth(), count)),
        new Product(layer.key(), input, Rows.of(k, sizes.kvWidth(), all.count)),
        new Product(layer.value(), input, Rows.of(v, sizes.kvWidth(), all.count)));
    normalizeHeads(q, count * sizes.queryWidth(), layer.queryNorm());
    normalizeHeads(k, all.count * sizes.kvWidth(), layer.keyNorm());
    rope.extend(all.positions());
    compute.forEachRow(all.count, row -> rotateAndStore(all, row, layerIndex, k, v));
    attend(queried, layerIndex, layer.sinks(), q, a);
    compute.multiply(
        new Product(
            layer.attentionOutput(),
            Rows.of(a, sizes.queryWidth(), count),
            Rows.of(y, width, count)));
    if (count < all.count) {
      queried.gather(x, width, x);
    }
    float scale = sizes.multipliers().residual();
    compute.forEachRow(
        count, row -> compute.kernel().addScaled(y, row * width, scale, x, row * width, width));
  }

  /** As many elements at a time as there are weights. */
  private void normalizeHeads(float[] x, int elements, float[] weights) {
    if (weights.length > 0) {
      compute.normalize(elements / weights.length, x, weights, sizes.normEpsilon(), x);
    }
  }

  private Rows queryInput(float[] h, StepRows all, StepRows queried) {
    int width = sizes.width();
    if (queried.count == all.count) {
      return Rows.of(h, width, all.count);
    }
    float[] gathered = queryInputs.of(queried.count, width);
    queried.gather(h, width, gathered);
    return Rows.of(gathered, width, queried.count);
  }

  private void rotateAndStore(StepRows rows, int row, int layerIndex, float[] k, float[] v) {
    int start = row * sizes.kvWidth();
    for (int head = 0; head < sizes.kvHeads(); head++) {
      rope.rotate(k, start + head * sizes.headWidth(), rows.position[row]);
    }
    KvCache own = rows.span[row].sequence().own();
    own.store(layerIndex, rows.slot[row], k, v, start);
  }

  private void attend(StepRows queried, int layerIndex, float[] sinks, float[] q, float[] a) {
    List<Block> blocks = queried.blocks(Math.max(1, ROWS_PER_BLOCK / sizes.headsPerKvHead()));
    // The longest first, so that none is left for one worker at the end.
    blocks.sort(Comparator.comparingInt(Block::positions).reversed());
    int heads = sizes.kvHeads();
    compute
        .pool()
        .run(
            blocks.size() * heads,
            (worker, task) -> {
              Block block = blocks.get(task / heads);
              int head = task % heads;
              new BlockAttention(
                      sizes,
                      compute.kernel(),
                      rope,
                      sinks,
                      block,
                      head,
                      layerIndex,
                      scratches[worker])
                  .run(q, a);
            });
  }
}
