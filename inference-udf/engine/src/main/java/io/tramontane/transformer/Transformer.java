package io.tramontane.transformer;

import static java.util.Objects.requireNonNull;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import io.tramontane.tensor.WeightPanel;
import io.tramontane.tensor.WorkerPool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * @throws IllegalArgumentException if a token id or position is outside the model's, or what a
   *     token sees is no longer kept
   */
  public Logits forward(Step step) {
    requireRunnable(step.spans());
    step.spans().forEach(span -> span.sequence().own().extend(span.end()));
    StepRows all = StepRows.all(step);
    StepRows wanted = StepRows.wanted(step);
    float[] x = residual.of(all.count, sizes.width());
    embed(all, x);
    for (int i = 0; i < sizes.layers(); i++) {
      Weights.Layer layer = weights.layers().get(i);
      // Of the last layer the other rows give nothing but their keys and values.
      StepRows continued = i < sizes.layers() - 1 ? all : wanted;
      attention.addTo(x, all, continued, i, layer);
      feedForward.addTo(x, continued.count, layer);
    }
    return logits(x, wanted.count);
  }

  private void embed(StepRows rows, float[] x) {
    int width = sizes.width();
    for (int row = 0; row < rows.count; row++) {
      panel.decodeRow(weights.embedding(), rows.token[row], x, row * width);
    }
    scale(x, rows.count * width, sizes.multipliers().embedding());
  }

  private static void scale(float[] values, int count, float factor) {
    if (factor == 1) {
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] *= factor;
    }
  }

  /**
   * Checks what {@link #forward} checks.
   *
   * @throws IllegalArgumentException if a token id or position is outside the model's, or what a
   *     token sees is no longer kept
   */
  public void requireRunnable(List<TokenSpan> spans) {
    Map<KvCache, Integer> ends = new HashMap<>();
    for (TokenSpan span : spans) {
      requireInModel(span);
      ends.merge(span.sequence().own(), span.end(), Math::max);
    }
    // All keys of a step are stored before the first of its rows looks back.
    spans.forEach(span -> requireKept(span, requireNonNull(ends.get(span.sequence().own()))));
  }

  private static void requireKept(TokenSpan span, int end) {
    Sequence sequence = span.sequence();
    sequence.own().requireKept(span.slot(0), end);
    if (sequence.prefix() != null) {
      sequence.prefix().requireKept(span.start(), sequence.prefixLength());
    }
  }

  private void requireInModel(TokenSpan span) {
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
    float divisor = sizes.multipliers().logits();
    Logits wanted =
        new Logits(
            logits.of(Math.min(count, logitsRows), vocabulary),
            vocabulary,
            count,
            logitsRows,
            (first, rows, values) -> {
              Rows made = Rows.of(values, vocabulary, rows);
              compute.multiply(new Product(weights.output(), all.slice(first, rows), made));
              compute.forEachRow(
                  rows, row -> divide(values, row * vocabulary, vocabulary, divisor));
            });
    if (count > 0) {
      wanted.hold(0, 1);
    }
    return wanted;
  }

  private static void divide(float[] values, int start, int count, float divisor) {
    if (divisor == 1) {
      return;
    }
    for (int i = start; i < start + count; i++) {
      values[i] /= divisor;
    }
  }
}
