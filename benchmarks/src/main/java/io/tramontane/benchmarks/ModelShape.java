package io.tramontane.benchmarks;

import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;

/** The sizes of the models that are measured: Mixtral's proportions at several scales. */
enum ModelShape {
  /** 3.8 million parameters: shows that the benchmarks work, and nothing else. */
  TINY(512, 256, 256, 2, 4, 2),

  /** 791 million parameters, of which a token visits 230 million. */
  MID(32_000, 1024, 3584, 8, 16, 4),

  /** 5.9 billion parameters: 3.3 GB in Q4_K. */
  LARGE(32_000, 2048, 7168, 16, 32, 8);

  private static final int CONTEXT = 32_768;
  private static final int EXPERTS = 8;
  private static final int EXPERTS_USED = 2;
  private static final float ROPE_BASE = 1_000_000f;
  private static final float NORM_EPSILON = 1e-5f;

  @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
  private final HyperParameters sizes;

  ModelShape(int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    int headWidth = width / heads;
    this.sizes =
        new HyperParameters(
            vocabulary,
            CONTEXT,
            width,
            layers,
            heads,
            kvHeads,
            headWidth,
            Positions.rotating(headWidth, ROPE_BASE),
            feedForward,
            EXPERTS,
            EXPERTS_USED,
            NORM_EPSILON);
  }

  HyperParameters sizes() {
    return sizes;
  }
}
