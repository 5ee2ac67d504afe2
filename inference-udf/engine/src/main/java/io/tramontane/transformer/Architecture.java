package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.Map;
import java.util.Set;

/**
 * What one architecture is made of: which blocks the forward pass runs, and what a GGUF file calls
 * its parts. The blocks common to all are RMS norms in front of both halves of a layer,
 * grouped-query attention with rotary position embedding, and a gated feed-forward network or a
 * mixture of such experts; a file's {@link HyperParameters} say their sizes.
 *
 * <p>Immutable and safe for use by many threads. An {@link ArchitectureProvider} makes it known.
 *
 * @param name as {@code general.architecture} has it; all keys of the architecture begin with it
 * @param ropePairing which elements of a head rotate together
 * @param activation of the gate in the feed-forward network
 * @param router of the experts; without meaning in a model without
 * @param tensorNames what each tensor is called, without the number of its layer and the ending
 *     {@code .weight}, such as {@code attn_q}
 * @param optionalTensors those that a file may lack
 * @param optionalBiases those that a file may also have a bias for, with the ending {@code .bias};
 *     of feed-forward tensors in a model without experts
 */
public record Architecture(
    String name,
    RopePairing ropePairing,
    Activation activation,
    Router router,
    Map<TensorRole, String> tensorNames,
    Set<TensorRole> optionalTensors,
    Set<TensorRole> optionalBiases) {
  public Architecture {
    tensorNames = Map.copyOf(tensorNames);
    optionalTensors = Set.copyOf(optionalTensors);
    optionalBiases = Set.copyOf(optionalBiases);
  }

  /** The same blocks and tensors under another name. */
  Architecture named(String other) {
    return new Architecture(
        other, ropePairing, activation, router, tensorNames, optionalTensors, optionalBiases);
  }

  /** The whole of one of its metadata keys, such as {@code llama.block_count}. */
  String key(String ownPart) {
    return name + "." + ownPart;
  }

  /** The name of a tensor that belongs to no layer. */
  String tensor(TensorRole role) {
    return nameOf(role) + ".weight";
  }

  /** The name of a layer's tensor without its ending. */
  String layerTensor(int layer, TensorRole role) {
    return "blk." + layer + "." + nameOf(role);
  }

  private String nameOf(TensorRole role) {
    String own = tensorNames.get(role);
    if (own == null) {
      throw new IllegalStateException(
          "Cannot read a model of architecture %s: it has no name for the tensor %s. Add it to the architecture."
              .formatted(name, role));
    }
    return own;
  }
}
