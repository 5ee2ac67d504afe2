package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The architectures that come with the engine, with llama.cpp's names for their parts. */
public final class BuiltInArchitectures implements ArchitectureProvider {
  /**
   * Llama, Mistral, SmolLM2 and, with experts, Mixtral (Jiang et al., "Mixtral of Experts", 2024).
   */
  public static final Architecture LLAMA =
      new Architecture(
          "llama",
          RopePairing.ADJACENT,
          Activation.SILU,
          Router.SOFTMAX_OF_CHOSEN,
          Map.ofEntries(
              Map.entry(TensorRole.EMBEDDING, "token_embd"),
              Map.entry(TensorRole.OUTPUT_NORM, "output_norm"),
              Map.entry(TensorRole.OUTPUT, "output"),
              Map.entry(TensorRole.ROPE_FACTORS, "rope_freqs"),
              Map.entry(TensorRole.ATTENTION_NORM, "attn_norm"),
              Map.entry(TensorRole.QUERY, "attn_q"),
              Map.entry(TensorRole.KEY, "attn_k"),
              Map.entry(TensorRole.VALUE, "attn_v"),
              Map.entry(TensorRole.ATTENTION_OUTPUT, "attn_output"),
              Map.entry(TensorRole.FEED_FORWARD_NORM, "ffn_norm"),
              Map.entry(TensorRole.ROUTER, "ffn_gate_inp"),
              Map.entry(TensorRole.GATE, "ffn_gate"),
              Map.entry(TensorRole.UP, "ffn_up"),
              Map.entry(TensorRole.DOWN, "ffn_down")),
          Set.of(TensorRole.OUTPUT, TensorRole.ROPE_FACTORS),
          Set.of(
              TensorRole.QUERY,
              TensorRole.KEY,
              TensorRole.VALUE,
              TensorRole.ATTENTION_OUTPUT,
              TensorRole.GATE,
              TensorRole.UP,
              TensorRole.DOWN));

  /** Ministral 3 and what is converted like it: Llama's blocks and keys under another name. */
  public static final Architecture MISTRAL3 = LLAMA.named("mistral3");

  @Override
  public List<Architecture> architectures() {
    return List.of(LLAMA, MISTRAL3);
  }
}
