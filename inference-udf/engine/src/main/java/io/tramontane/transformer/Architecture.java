package io.tramontane.transformer;

import io.tramontane.tensor.Activation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
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
 * <pre>{@code
 * Architecture.like(LLAMA, "qwen2").ropePairing(RopePairing.HALVES).build()
 * }</pre>
 *
 * @param name as {@code general.architecture} has it; all keys of the architecture begin with it
 * @param ropePairing which elements of a head rotate together
 * @param rotationIsOptional whether a file may do without rotation, by saying that {@code
 *     rope.scaling.finetuned} is false
 * @param roundsYarnCorners whether the ramp of YaRN begins and ends at whole pairs
 * @param queryKeyNorm over how much the norms of queries and keys go; without meaning where no
 *     tensor has their weights
 * @param windowPeriod of a file with a sliding window: of every so many layers the last has none; 0
 *     where all have it, 1 where a file may have no window; above 1 a file must have one
 * @param activation of the gate in the feed-forward network
 * @param router of the experts; without meaning in a model without
 * @param hasMultipliers whether a file may have {@link Multipliers}
 * @param tensorNames what each tensor is called, without the number of its layer and the ending
 *     {@code .weight}, such as {@code attn_q}
 * @param optionalTensors those that a file may lack
 * @param optionalBiases those that a file may also have a bias for, with the ending {@code .bias}
 */
public record Architecture(
    String name,
    RopePairing ropePairing,
    boolean rotationIsOptional,
    boolean roundsYarnCorners,
    QueryKeyNorm queryKeyNorm,
    int windowPeriod,
    Activation activation,
    Router router,
    boolean hasMultipliers,
    Map<TensorRole, String> tensorNames,
    Set<TensorRole> optionalTensors,
    Set<TensorRole> optionalBiases) {
  public Architecture {
    tensorNames = Map.copyOf(tensorNames);
    optionalTensors = Set.copyOf(optionalTensors);
    optionalBiases = Set.copyOf(optionalBiases);
  }

  /** Begins one of the common blocks alone, with names for none of its tensors yet. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Begins one that is like another but for what is said otherwise. */
  public static Builder like(Architecture other, String name) {
    return new Builder(name).like(other);
  }

  /** The whole of one of its metadata keys, such as {@code llama.block_count}. */
  String key(String ownPart) {
    return name + "." + ownPart;
  }

  /** Whether it has such a tensor. */
  boolean has(TensorRole role) {
    return tensorNames.containsKey(role);
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

  /** Puts an architecture together. Not for concurrent use. */
  public static final class Builder {
    private final String name;
    private final Map<TensorRole, String> tensorNames = new EnumMap<>(TensorRole.class);
    private final Set<TensorRole> optionalTensors = EnumSet.noneOf(TensorRole.class);
    private final Set<TensorRole> optionalBiases = EnumSet.noneOf(TensorRole.class);
    private RopePairing ropePairing = RopePairing.ADJACENT;
    private boolean rotationIsOptional;
    private boolean roundsYarnCorners = true;
    private QueryKeyNorm queryKeyNorm = QueryKeyNorm.EACH_HEAD;
    private int windowPeriod;
    private Activation activation = Activation.SILU;
    private Router router = Router.SOFTMAX_OF_CHOSEN;
    private boolean hasMultipliers;

    private Builder(String name) {
      this.name = name;
    }

    private Builder like(Architecture other) {
      tensorNames.putAll(other.tensorNames);
      optionalTensors.addAll(other.optionalTensors);
      optionalBiases.addAll(other.optionalBiases);
      ropePairing = other.ropePairing;
      rotationIsOptional = other.rotationIsOptional;
      roundsYarnCorners = other.roundsYarnCorners;
      queryKeyNorm = other.queryKeyNorm;
      windowPeriod = other.windowPeriod;
      activation = other.activation;
      router = other.router;
      hasMultipliers = other.hasMultipliers;
      return this;
    }

    /** Which elements of a head rotate together. */
    public Builder ropePairing(RopePairing value) {
      ropePairing = value;
      return this;
    }

    /** A file may do without rotation. */
    public Builder rotationIsOptional() {
      rotationIsOptional = true;
      return this;
    }

    /** The ramp of YaRN begins and ends at fractions of a pair. */
    public Builder exactYarnCorners() {
      roundsYarnCorners = false;
      return this;
    }

    /** Queries and keys are normed, with the weights of the tensors of these names. */
    public Builder queryKeyNorm(QueryKeyNorm extent, String query, String key) {
      queryKeyNorm = extent;
      return tensor(TensorRole.QUERY_NORM, query).tensor(TensorRole.KEY_NORM, key);
    }

    /** No layer has a sliding window. */
    public Builder withoutWindow() {
      return windowPeriod(1);
    }

    /** Of every so many layers the last has no sliding window. */
    public Builder windowPeriod(int layers) {
      windowPeriod = layers;
      return this;
    }

    /** What the gate of the feed-forward network goes through. */
    public Builder activation(Activation value) {
      activation = value;
      return this;
    }

    /** How experts are weighed. */
    public Builder router(Router value) {
      router = value;
      return this;
    }

    /** A file may have multipliers. */
    public Builder hasMultipliers() {
      hasMultipliers = true;
      return this;
    }

    /** What a tensor is called. */
    public Builder tensor(TensorRole role, String name) {
      tensorNames.put(role, name);
      return this;
    }

    /** Tensors that a file may lack. */
    public Builder optionalTensors(TensorRole... roles) {
      optionalTensors.addAll(List.of(roles));
      return this;
    }

    /** Tensors that a file may also have a bias for. */
    public Builder optionalBiases(TensorRole... roles) {
      optionalBiases.addAll(List.of(roles));
      return this;
    }

    /** The architecture. */
    public Architecture build() {
      return new Architecture(
          name,
          ropePairing,
          rotationIsOptional,
          roundsYarnCorners,
          queryKeyNorm,
          windowPeriod,
          activation,
          router,
          hasMultipliers,
          tensorNames,
          optionalTensors,
          optionalBiases);
    }
  }
}
