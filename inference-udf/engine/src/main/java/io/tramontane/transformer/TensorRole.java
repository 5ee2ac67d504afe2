package io.tramontane.transformer;

/** What a tensor is for. {@link Weights} says which shape each has. */
public enum TensorRole {
  /** The vectors of the token ids. */
  EMBEDDING,
  /** The weights of the norm behind the last layer. */
  OUTPUT_NORM,
  /** From the last norm to logits. Where it is optional and absent, the embedding serves. */
  OUTPUT,
  /** What the frequency of each rotating pair is divided by; without effect where it is absent. */
  ROPE_FACTORS,
  /** Of each layer: the weights of the norm in front of its attention. */
  ATTENTION_NORM,
  /** Of each layer. */
  QUERY,
  /** Of each layer. */
  KEY,
  /** Of each layer. */
  VALUE,
  /** Of each layer. */
  ATTENTION_OUTPUT,
  /** Of each layer: the weights of a norm of its queries. */
  QUERY_NORM,
  /** Of each layer: the weights of a norm of its keys. */
  KEY_NORM,
  /**
   * Of each layer: a logit for each query head, which takes part in its softmax without a value.
   */
  ATTENTION_SINKS,
  /** Of each layer: the weights of the norm in front of its feed-forward network. */
  FEED_FORWARD_NORM,
  /** Of each layer, in models with experts. */
  ROUTER,
  /** Of each layer, and of each expert. */
  GATE,
  /** Of each layer, and of each expert. */
  UP,
  /** Of each layer, and of each expert. */
  DOWN,
  /** Of each layer, of the expert that every token visits, where the file says its length. */
  SHARED_GATE,
  /** Likewise. */
  SHARED_UP,
  /** Likewise. */
  SHARED_DOWN
}
