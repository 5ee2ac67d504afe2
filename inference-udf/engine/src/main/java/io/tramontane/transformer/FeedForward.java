package io.tramontane.transformer;

import io.tramontane.tensor.GatedProduct;
import io.tramontane.tensor.Linear;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The feed-forward half of a layer: norm, gated network of the routed experts, residual.
 *
 * <p>Rows are grouped by expert, so each expert's weights are decoded once per step. Experts are
 * computed several at a time, as many as keep the scratch bounded; their results are added to the
 * residual stream in ascending expert order, last that of the expert which every row visits. A
 * dense model is one expert that every row visits with weight 1.
 */
final class FeedForward {
  /** The elements of one hidden activation that experts computed together may have. */
  private static final int HIDDEN_ELEMENTS = 1 << 24;

  private final Architecture architecture;
  private final HyperParameters sizes;
  private final Compute compute;
  private final Buffer normed = new Buffer();
  private final Buffer routerLogits = new Buffer();
  private final Buffer gathered = new Buffer();
  private final Buffer hiddens = new Buffer();
  private final Buffer downs = new Buffer();

  FeedForward(Architecture architecture, HyperParameters sizes, Compute compute) {
    this.architecture = architecture;
    this.sizes = sizes;
    this.compute = compute;
  }

  /**
   * Adds a layer's feed-forward network to the residual stream.
   *
   * @param x the residual stream, {@code rows} rows of {@code width}
   */
  void addTo(float[] x, int rows, Weights.Layer layer) {
    float[] h = normed.of(rows, sizes.width());
    compute.normalize(rows, x, layer.feedForwardNorm(), sizes.normEpsilon(), h);
    Routing routing =
        layer
            .router()
            .map(router -> route(router, h, rows))
            .orElseGet(() -> Routing.toOneExpert(rows));
    addRouted(x, h, rows, layer.experts(), sizes.feedForward(), routing);
    layer
        .shared()
        .ifPresent(
            shared ->
                addRouted(
                    x,
                    h,
                    rows,
                    List.of(shared),
                    sizes.sharedFeedForward(),
                    Routing.toOneExpert(rows)));
  }

  private void addRouted(
      float[] x, float[] h, int rows, List<Weights.Expert> experts, int hidden, Routing routing) {
    int limit = Math.max(1, HIDDEN_ELEMENTS / hidden);
    int first = 0;
    while (first < experts.size()) {
      int end = first + 1;
      while (end < experts.size()
          && routing.firstPair[end + 1] - routing.firstPair[first] <= limit) {
        end++;
      }
      addExperts(x, h, rows, experts.subList(first, end), hidden, first, routing);
      first = end;
    }
  }

  private Routing route(Linear router, float[] h, int rows) {
    float[] logits = routerLogits.of(rows, sizes.experts());
    Product product =
        new Product(
            router, Rows.of(h, sizes.width(), rows), Rows.of(logits, sizes.experts(), rows));
    compute.exactMultiplier().multiply(List.of(product));
    return Routing.by(
        architecture.router(), logits, rows, sizes.experts(), sizes.expertsUsed(), compute);
  }

  private void addExperts(
      float[] x,
      float[] h,
      int rows,
      List<Weights.Expert> experts,
      int hidden,
      int first,
      Routing routing) {
    int width = sizes.width();
    int firstPair = routing.firstPair[first];
    int pairs = routing.firstPair[first + experts.size()] - firstPair;
    float[] inputs = gathered.of(pairs, width);
    float[] activations = hiddens.of(pairs, hidden);
    float[] down = downs.of(pairs, width);
    compute.forEachRow(
        pairs,
        pair -> {
          int row = routing.rowOfPair[firstPair + pair];
          System.arraycopy(h, row * width, inputs, pair * width, width);
        });
    List<GatedProduct> inward = new ArrayList<>();
    List<Product> outward = new ArrayList<>();
    for (int i = 0; i < experts.size(); i++) {
      Weights.Expert expert = experts.get(i);
      int start = routing.firstPair[first + i] - firstPair;
      int count = routing.firstPair[first + i + 1] - routing.firstPair[first + i];
      Rows input = Rows.of(inputs, width, pairs).slice(start, count);
      Rows middle = Rows.of(activations, hidden, pairs).slice(start, count);
      inward.add(
          new GatedProduct(expert.gate(), expert.up(), architecture.activation(), input, middle));
      outward.add(
          new Product(expert.down(), middle, Rows.of(down, width, pairs).slice(start, count)));
    }
    compute.multiplier().multiplyGated(inward);
    compute.multiplier().multiply(outward);
    compute.forEachRow(rows, row -> addPairs(x, row, down, firstPair, pairs, routing));
  }

  private void addPairs(
      float[] x, int row, float[] down, int firstPair, int pairs, Routing routing) {
    int width = sizes.width();
    for (int i = row * routing.used; i < (row + 1) * routing.used; i++) {
      int pair = routing.pairs[i] - firstPair;
      if (pair >= 0 && pair < pairs) {
        float weight = routing.weights[i] * sizes.multipliers().residual();
        compute.kernel().addScaled(down, pair * width, weight, x, row * width, width);
      }
    }
  }
}
