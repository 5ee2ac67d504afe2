package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Llama's blocks under other names: all that an architecture made of existing blocks takes. */
public final class ToyArchitecture implements ArchitectureProvider {
  static final Architecture TOY =
      new Architecture(
          "toy",
          RopePairing.ADJACENT,
          Activation.SILU,
          Router.SOFTMAX_OF_CHOSEN,
          Map.ofEntries(
              Map.entry(TensorRole.EMBEDDING, "words"),
              Map.entry(TensorRole.OUTPUT_NORM, "last_norm"),
              Map.entry(TensorRole.OUTPUT, "logits"),
              Map.entry(TensorRole.ATTENTION_NORM, "norm_1"),
              Map.entry(TensorRole.QUERY, "query"),
              Map.entry(TensorRole.KEY, "key"),
              Map.entry(TensorRole.VALUE, "value"),
              Map.entry(TensorRole.ATTENTION_OUTPUT, "attended"),
              Map.entry(TensorRole.FEED_FORWARD_NORM, "norm_2"),
              Map.entry(TensorRole.ROUTER, "router"),
              Map.entry(TensorRole.GATE, "gate"),
              Map.entry(TensorRole.UP, "up"),
              Map.entry(TensorRole.DOWN, "down")),
          Set.of(),
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(TOY);
  }
}
