package io.tramontane.benchmarks;

import io.tramontane.gguf.MetadataValue;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import java.util.Map;
import java.util.function.IntFunction;

/** The models that are measured: Mixtral's proportions and Mistral Nemo's, at several scales. */
enum ModelShape {
  /** 3.8 million parameters: shows that the benchmarks work, and nothing else. */
  TINY(mixtral(512, 256, 256, 2, 4, 2), SyntheticPieces::metadata),

  /** 791 million parameters, of which a token visits 230 million. */
  MID(mixtral(32_000, 1024, 3584, 8, 16, 4), SyntheticPieces::metadata),

  /** 5.9 billion parameters: 3.3 GB in Q4_K. */
  LARGE(mixtral(32_000, 2048, 7168, 16, 32, 8), SyntheticPieces::metadata),

  /** 2.6 million parameters, dense, to the same end as {@link #TINY}. */
  TINY_NEMO(nemo(1024, 512, 256, 2, 2, 1), SyntheticMerges::metadata),

  /** 506 million parameters, dense, of which a token visits 338 million. */
  MID_NEMO(nemo(131_072, 1280, 3584, 10, 8, 2), SyntheticMerges::metadata);

  private static final int CONTEXT = 32_768;
  private static final float ROPE_BASE = 1_000_000f;
  private static final float NORM_EPSILON = 1e-5f;

  @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
  private final HyperParameters sizes;

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final IntFunction<Map<String, MetadataValue>> vocabulary;

  ModelShape(HyperParameters sizes, IntFunction<Map<String, MetadataValue>> vocabulary) {
    this.sizes = sizes;
    this.vocabulary = vocabulary;
  }

  private static HyperParameters mixtral(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, width / heads, 8, 2);
  }

  /** Without experts, and with heads that together are narrower than the model. */
  private static HyperParameters nemo(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, 128, 0, 0);
  }

  private static HyperParameters sizes(
      int vocabulary,
      int width,
      int feedForward,
      int layers,
      int heads,
      int kvHeads,
      int headWidth,
      int experts,
      int expertsUsed) {
    return new HyperParameters(
        vocabulary,
        CONTEXT,
        width,
        layers,
        heads,
        kvHeads,
        headWidth,
        Positions.rotating(headWidth, ROPE_BASE),
        feedForward,
        experts,
        expertsUsed,
        NORM_EPSILON);
  }

  HyperParameters sizes() {
    return sizes;
  }

  /** What a GGUF file of this shape says of its tokenizer. */
  Map<String, MetadataValue> vocabulary() {
    return vocabulary.apply(sizes.vocabulary());
  }
}
