package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The architectures that come with the engine, with llama.cpp's names for their parts. */
public final class BuiltInArchitectures implements ArchitectureProvider {
  /** Llama 2, Mistral and, with experts, Mixtral (Jiang et al., "Mixtral of Experts", 2024). */
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
          Set.of(TensorRole.OUTPUT));

  @Override
  public List<Architecture> architectures() {
    return List.of(LLAMA);
  }
}
