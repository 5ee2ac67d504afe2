package io.tramontane.transformer;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import io.tramontane.tensor.WeightPanel;
import io.tramontane.tensor.WorkerPool;

/**
 * A model of any {@link Architecture}, that is of any that is made of the blocks which the engine
 * has. The blocks are chosen when the model is made, not while it runs.
 *
 * <p>A row's logits depend on the weights and the row's own sequence only, to the bit: not on what
 * else a step holds, on how a prompt is cut into spans, on threads, vector width or native code.
 *
 * <p>One caller at a time. Uses, but does not own, the file and the pool.
 */
public final class Transformer {
  private final HyperParameters sizes;
  private final Weights weights;
  private final Compute compute;
  private final Attention attention;
  private final FeedForward feedForward;
  private final WeightPanel panel;
  private final int logitsRows;
  private final Buffer residual = new Buffer();
  private final Buffer normed = new Buffer();
  private final Buffer logits = new Buffer();

  /**
   * Finds the weights in a file; reads none but vectors.
   *
   * @throws io.tramontane.failure.InvalidInputException if the file holds no model that we can run,
   *     or this machine has no vectors of the wanted width
   */
  public Transformer(GgufFile file, ComputeSettings settings, WorkerPool pool) {
    this(file, settings, pool, Logits.MAX_BYTES);
  }

  /**
   * @param logitsBytes the most bytes of logits to hold at a time
   */
  Transformer(GgufFile file, ComputeSettings settings, WorkerPool pool, long logitsBytes) {
    Architecture architecture = Architectures.of(file);
    this.sizes = HyperParameters.of(architecture, file);
    this.weights = WeightsReader.read(file, architecture, sizes);
    this.compute = Compute.of(settings, pool);
    this.panel = new WeightPanel(compute.kernel());
    this.attention = new Attention(architecture, sizes, weights.ropeFactors(), compute);
    this.feedForward = new FeedForward(architecture, sizes, compute);
    this.logitsRows = Logits.rowsAtATime(sizes.vocabulary(), logitsBytes);
  }

  /** The model's sizes. */
  public HyperParameters sizes() {
    return sizes;
  }

  /**
   * Runs one step: stores keys and values of all its tokens and returns the wanted logits, the
   * first of which are computed, in all but steps with very many rows all of them.
   *
   * @throws IllegalArgumentException if a token id or position is outside the model's
   */
  public Logits forward(Step step) {
    step.spans().forEach(this::requireRunnable);
    StepRows all = StepRows.all(step);
    StepRows wanted = StepRows.wanted(step);
    float[] x = residual.of(all.count, sizes.width());
    for (int row = 0; row < all.count; row++) {
      panel.decodeRow(weights.embedding(), all.token[row], x, row * sizes.width());
    }
    for (int i = 0; i < sizes.layers(); i++) {
      Weights.Layer layer = weights.layers().get(i);
      // Of the last layer the other rows give nothing but their keys and values.
      StepRows continued = i < sizes.layers() - 1 ? all : wanted;
      attention.addTo(x, all, continued, i, layer);
      feedForward.addTo(x, continued.count, layer);
    }
    return logits(x, wanted.count);
  }

  /**
   * Checks what {@link #forward} checks.
   *
   * @throws IllegalArgumentException if a token id or position is outside the model's
   */
  public void requireRunnable(TokenSpan span) {
    for (int token : span.tokens()) {
      if (token < 0 || token >= sizes.vocabulary()) {
        throw new IllegalArgumentException(
            "Cannot run token %s: the vocabulary has %s.".formatted(token, sizes.vocabulary()));
      }
    }
    int last = span.lastPosition();
    if (last >= sizes.context()) {
      throw new IllegalArgumentException(
          "Cannot run position %s: the model's context has %s.".formatted(last, sizes.context()));
    }
  }

  private Logits logits(float[] x, int count) {
    int width = sizes.width();
    int vocabulary = sizes.vocabulary();
    float[] h = normed.of(count, width);
    compute.normalize(count, x, weights.outputNorm(), sizes.normEpsilon(), h);
    Rows all = Rows.of(h, width, count);
    Logits made =
        new Logits(
            logits.of(Math.min(count, logitsRows), vocabulary),
            vocabulary,
            count,
            logitsRows,
            (first, rows, values) ->
                compute.multiply(
                    new Product(
                        weights.output(),
                        all.slice(first, rows),
                        Rows.of(values, vocabulary, rows))));
    if (count > 0) {
      made.hold(0, 1);
    }
    return made;
  }
}
