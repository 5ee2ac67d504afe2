package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.List;

/** The architectures that come with the engine, with llama.cpp's names for their parts. */
public final class BuiltInArchitectures implements ArchitectureProvider {
  /**
   * Llama, Mistral, SmolLM2 and, with experts, Mixtral (Jiang et al., "Mixtral of Experts", 2024).
   */
  public static final Architecture LLAMA =
      Architecture.named("llama")
          .tensor(TensorRole.EMBEDDING, "token_embd")
          .tensor(TensorRole.OUTPUT_NORM, "output_norm")
          .tensor(TensorRole.OUTPUT, "output")
          .tensor(TensorRole.ROPE_FACTORS, "rope_freqs")
          .tensor(TensorRole.ATTENTION_NORM, "attn_norm")
          .tensor(TensorRole.QUERY, "attn_q")
          .tensor(TensorRole.KEY, "attn_k")
          .tensor(TensorRole.VALUE, "attn_v")
          .tensor(TensorRole.ATTENTION_OUTPUT, "attn_output")
          .tensor(TensorRole.FEED_FORWARD_NORM, "ffn_norm")
          .tensor(TensorRole.ROUTER, "ffn_gate_inp")
          .tensor(TensorRole.GATE, "ffn_gate")
          .tensor(TensorRole.UP, "ffn_up")
          .tensor(TensorRole.DOWN, "ffn_down")
          .optionalTensors(TensorRole.OUTPUT, TensorRole.ROPE_FACTORS)
          .optionalBiases(
              TensorRole.QUERY,
              TensorRole.KEY,
              TensorRole.VALUE,
              TensorRole.ATTENTION_OUTPUT,
              TensorRole.GATE,
              TensorRole.UP,
              TensorRole.DOWN)
          .build();

  /** Ministral 3 and what is converted like it: Llama's blocks and keys under another name. */
  public static final Architecture MISTRAL3 = Architecture.like(LLAMA, "mistral3").build();

  /** Qwen 2 and 2.5 ("Qwen2.5 Technical Report", 2024). */
  public static final Architecture QWEN2 =
      Architecture.like(LLAMA, "qwen2").ropePairing(RopePairing.HALVES).withoutWindow().build();

  /** Qwen 3, the dense models ("Qwen3 Technical Report", 2025). */
  public static final Architecture QWEN3 =
      Architecture.like(QWEN2, "qwen3")
          .queryKeyNorm(QueryKeyNorm.EACH_HEAD, "attn_q_norm", "attn_k_norm")
          .build();

  /** Qwen 3 with experts, such as Qwen3-30B-A3B. */
  public static final Architecture QWEN3_MOE = Architecture.like(QWEN3, "qwen3moe").build();

  /** The text part of Qwen2-VL and Qwen2.5-VL. */
  public static final Architecture QWEN2_VL = Architecture.like(QWEN2, "qwen2vl").build();

  /** The text part of Qwen3-VL. */
  public static final Architecture QWEN3_VL = Architecture.like(QWEN3, "qwen3vl").build();

  /** The same with experts. */
  public static final Architecture QWEN3_VL_MOE =
      Architecture.like(QWEN3_MOE, "qwen3vlmoe").build();

  /** OLMoE (Muennighoff et al., "OLMoE: Open Mixture-of-Experts Language Models", 2024). */
  public static final Architecture OLMOE =
      Architecture.like(QWEN2, "olmoe")
          .queryKeyNorm(QueryKeyNorm.ALL_HEADS, "attn_q_norm", "attn_k_norm")
          .router(Router.SOFTMAX_OF_ALL)
          .build();

  /** Granite 3, and of Granite 4 the dense models without recurrent layers. */
  public static final Architecture GRANITE =
      Architecture.like(LLAMA, "granite")
          .hasMultipliers()
          .rotationIsOptional()
          .withoutWindow()
          .tensor(TensorRole.SHARED_GATE, "ffn_gate_shexp")
          .tensor(TensorRole.SHARED_UP, "ffn_up_shexp")
          .tensor(TensorRole.SHARED_DOWN, "ffn_down_shexp")
          .build();

  /** Granite 3 with experts, and perhaps one more that every token visits. */
  public static final Architecture GRANITE_MOE = Architecture.like(GRANITE, "granitemoe").build();

  /** gpt-oss (OpenAI, "gpt-oss-120b and gpt-oss-20b Model Card", 2025). */
  public static final Architecture GPT_OSS =
      Architecture.like(QWEN2, "gpt-oss")
          .exactYarnCorners()
          .windowPeriod(2)
          .activation(Activation.CLAMPED_SWIGLU)
          .tensor(TensorRole.FEED_FORWARD_NORM, "post_attention_norm")
          .tensor(TensorRole.ATTENTION_SINKS, "attn_sinks")
          .optionalBiases(TensorRole.ROUTER)
          .build();

  @Override
  public List<Architecture> architectures() {
    return List.of(
        LLAMA,
        MISTRAL3,
        QWEN2,
        QWEN2_VL,
        QWEN3,
        QWEN3_VL,
        QWEN3_MOE,
        QWEN3_VL_MOE,
        OLMOE,
        GRANITE,
        GRANITE_MOE,
        GPT_OSS);
  }
}
