package io.tramontane.transformer;

import java.util.List;

/** Llama's blocks under other names: all that an architecture made of existing blocks takes. */
public final class ToyArchitecture implements ArchitectureProvider {
  static final Architecture TOY =
      Architecture.named("toy")
          .tensor(TensorRole.EMBEDDING, "words")
          .tensor(TensorRole.OUTPUT_NORM, "last_norm")
          .tensor(TensorRole.OUTPUT, "logits")
          .tensor(TensorRole.ATTENTION_NORM, "norm_1")
          .tensor(TensorRole.QUERY, "query")
          .tensor(TensorRole.KEY, "key")
          .tensor(TensorRole.VALUE, "value")
          .tensor(TensorRole.ATTENTION_OUTPUT, "attended")
          .tensor(TensorRole.FEED_FORWARD_NORM, "norm_2")
          .tensor(TensorRole.ROUTER, "router")
          .tensor(TensorRole.GATE, "gate")
          .tensor(TensorRole.UP, "up")
          .tensor(TensorRole.DOWN, "down")
          .build();

  @Override
  public List<Architecture> architectures() {
    return List.of(TOY);
  }
}
