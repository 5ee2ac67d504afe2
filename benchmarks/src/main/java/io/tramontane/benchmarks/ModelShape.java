package io.tramontane.benchmarks;

import static io.tramontane.transformer.BuiltInArchitectures.GPT_OSS;
import static io.tramontane.transformer.BuiltInArchitectures.LLAMA;
import static io.tramontane.transformer.BuiltInArchitectures.QWEN3;
import static io.tramontane.transformer.BuiltInArchitectures.QWEN3_MOE;

import io.tramontane.gguf.MetadataValue;
import io.tramontane.transformer.Architecture;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import io.tramontane.transformer.QueryTemperature;
import io.tramontane.transformer.RopeScaling;
import io.tramontane.transformer.SlidingWindow;
import java.util.Map;
import java.util.function.IntFunction;

/** The models that are measured: the proportions of several families at several scales. */
enum ModelShape {
  /** 3.8 million parameters: shows that the benchmarks work, and nothing else. */
  TINY(LLAMA, mixtral(512, 256, 256, 2, 4, 2), SyntheticPieces::metadata),

  /** 791 million parameters, of which a token visits 230 million. */
  MID(LLAMA, mixtral(32_000, 1024, 3584, 8, 16, 4), SyntheticPieces::metadata),

  /** 5.9 billion parameters: 3.3 GB in Q4_K. */
  LARGE(LLAMA, mixtral(32_000, 2048, 7168, 16, 32, 8), SyntheticPieces::metadata),

  /** 2.6 million parameters, dense, to the same end as {@link #TINY}. */
  TINY_NEMO(LLAMA, nemo(1024, 512, 256, 2, 2, 1), SyntheticMerges::metadata),

  /** 506 million parameters, dense, of which a token visits 338 million. */
  MID_NEMO(LLAMA, nemo(131_072, 1280, 3584, 10, 8, 2), SyntheticMerges::metadata),

  /** Qwen3-4B's proportions: 296 million parameters, dense. */
  MID_QWEN3(QWEN3, nemo(32_000, 1280, 4864, 10, 16, 4), SyntheticPieces::metadata),

  /** To the same end as {@link #TINY}. */
  TINY_QWEN3_MOE(QWEN3_MOE, qwen3Moe(512, 256, 256, 2, 2, 1), SyntheticPieces::metadata),

  /** Qwen3-30B-A3B's proportions: 1.3 billion parameters, of which a token visits 137 million. */
  MID_QWEN3_MOE(QWEN3_MOE, qwen3Moe(32_000, 1024, 512, 6, 16, 2), SyntheticPieces::metadata),

  /** To the same end as {@link #TINY}. */
  TINY_GPT_OSS(GPT_OSS, gptOss(512, 256, 256, 2, 4, 1), SyntheticPieces::metadata),

  /** gpt-oss-20b's proportions: 890 million parameters, of which a token visits 152 million. */
  MID_GPT_OSS(GPT_OSS, gptOss(32_000, 1024, 1024, 8, 16, 2), SyntheticPieces::metadata);

  private static final int CONTEXT = 32_768;
  private static final float ROPE_BASE = 1_000_000f;
  private static final float NORM_EPSILON = 1e-5f;

  @SuppressWarnings("ImmutableEnumChecker") // A record of values.
  private final Architecture architecture;

  @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
  private final HyperParameters sizes;

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final IntFunction<Map<String, MetadataValue>> vocabulary;

  ModelShape(
      Architecture architecture,
      HyperParameters sizes,
      IntFunction<Map<String, MetadataValue>> vocabulary) {
    this.architecture = architecture;
    this.sizes = sizes;
    this.vocabulary = vocabulary;
  }

  private static HyperParameters mixtral(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    int headWidth = width / heads;
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, rotating(headWidth), 8, 2);
  }

  /** Without experts, and with heads of 128. */
  private static HyperParameters nemo(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, rotating(128), 0, 0);
  }

  private static HyperParameters qwen3Moe(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, rotating(128), 128, 8);
  }

  /** With a window in every other layer. */
  private static HyperParameters gptOss(
      int vocabulary, int width, int feedForward, int layers, int heads, int kvHeads) {
    Positions positions =
        new Positions(
            64,
            150_000,
            new RopeScaling.Yarn(32, 4096, 32, 1, 0, false),
            QueryTemperature.NONE,
            new SlidingWindow(128, 2));
    return sizes(vocabulary, width, feedForward, layers, heads, kvHeads, positions, 32, 4);
  }

  private static Positions rotating(int headWidth) {
    return Positions.rotating(headWidth, ROPE_BASE);
  }

  /** All elements of a head rotate. */
  private static HyperParameters sizes(
      int vocabulary,
      int width,
      int feedForward,
      int layers,
      int heads,
      int kvHeads,
      Positions positions,
      int experts,
      int expertsUsed) {
    return new HyperParameters(
        vocabulary,
        CONTEXT,
        width,
        layers,
        heads,
        kvHeads,
        positions.ropeWidth(),
        positions,
        feedForward,
        experts,
        expertsUsed,
        NORM_EPSILON);
  }

  Architecture architecture() {
    return architecture;
  }

  HyperParameters sizes() {
    return sizes;
  }

  /** What a GGUF file of this shape says of its tokenizer. */
  Map<String, MetadataValue> vocabulary() {
    return vocabulary.apply(sizes.vocabulary());
  }
}
