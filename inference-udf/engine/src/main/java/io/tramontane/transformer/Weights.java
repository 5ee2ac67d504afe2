package io.tramontane.transformer;

import io.tramontane.tensor.Linear;
import io.tramontane.tensor.WeightMatrix;
import java.util.List;
import java.util.Optional;

/**
 * A model's weights by role. Large ones stay in the mapped file; only vectors are held here.
 *
 * @param embedding vocabulary by width
 * @param layers in order
 * @param outputNorm width
 * @param output vocabulary by width; the embedding itself where the file has no other
 * @param ropeFactors a divisor of each rotating pair's frequency, or none
 */
record Weights(
    WeightMatrix embedding,
    List<Layer> layers,
    float[] outputNorm,
    WeightMatrix output,
    float[] ropeFactors) {
  /**
   * One layer.
   *
   * @param query query width by width
   * @param key key-value width by width
   * @param value key-value width by width
   * @param attentionOutput width by query width
   * @param queryNorm of a head's width or the query width; none where queries are not normed
   * @param keyNorm of a head's width or the key-value width; none likewise
   * @param sinks a logit for each query head, or none
   * @param router experts by width; empty in a dense model
   * @param experts the experts, or the one feed-forward network of a dense model
   * @param shared the expert that every token visits besides; empty without
   */
  record Layer(
      float[] attentionNorm,
      Linear query,
      Linear key,
      Linear value,
      Linear attentionOutput,
      float[] queryNorm,
      float[] keyNorm,
      float[] sinks,
      float[] feedForwardNorm,
      Optional<Linear> router,
      List<Expert> experts,
      Optional<Expert> shared) {}

  /**
   * One feed-forward network, of a hidden length of its own.
   *
   * @param gate feed-forward length by width
   * @param up feed-forward length by width
   * @param down width by feed-forward length
   */
  record Expert(Linear gate, Linear up, Linear down) {}
}
