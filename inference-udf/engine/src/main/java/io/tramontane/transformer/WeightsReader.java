package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Linear;
import io.tramontane.tensor.WeightMatrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds each role's tensor in a GGUF file by the architecture's names and checks its shape. Experts
 * are read from merged tensors ({@code blk.N.ffn_gate_exps.weight}) or, in files from before April
 * 2024, from one tensor each ({@code blk.N.ffn_gate.E.weight}).
 */
final class WeightsReader {
  private static final float[] NOTHING = {};

  /** How the names begin of tensors that encode images, and take them to the text part. */
  private static final List<String> VISION = List.of("v.", "mm.");

  private final GgufFile file;
  private final Architecture architecture;
  private final HyperParameters sizes;
  private final Set<String> unused;

  private WeightsReader(GgufFile file, Architecture architecture, HyperParameters sizes) {
    this.file = file;
    this.architecture = architecture;
    this.sizes = sizes;
    this.unused = new HashSet<>(file.tensorNames());
  }

  /**
   * Reads a model's weights.
   *
   * @throws InvalidInputException if a tensor is absent, has another shape than the
   *     hyper-parameters say, or has no role in this architecture
   */
  static Weights read(GgufFile file, Architecture architecture, HyperParameters sizes) {
    WeightsReader reader = new WeightsReader(file, architecture, sizes);
    Weights weights = reader.weights();
    reader.requireAllUsed();
    return weights;
  }

  private Weights weights() {
    WeightMatrix embedding =
        matrix(architecture.tensor(TensorRole.EMBEDDING), sizes.vocabulary(), sizes.width());
    return new Weights(
        embedding,
        IntStream.range(0, sizes.layers()).mapToObj(this::layer).toList(),
        vector(architecture.tensor(TensorRole.OUTPUT_NORM), sizes.width()),
        isAbsent(TensorRole.OUTPUT)
            ? embedding
            : matrix(architecture.tensor(TensorRole.OUTPUT), sizes.vocabulary(), sizes.width()),
        isAbsent(TensorRole.ROPE_FACTORS) ? NOTHING : ropeFactors());
  }

  private float[] ropeFactors() {
    String name = architecture.tensor(TensorRole.ROPE_FACTORS);
    float[] factors = vector(name, sizes.positions().ropeWidth() / 2);
    for (float factor : factors) {
      if (!(factor > 0 && Float.isFinite(factor))) {
        throw new InvalidInputException(
            "Cannot use model %s: tensor %s holds %s, expected positive numbers. Use another file of the model."
                .formatted(file.paths().get(0), name, factor));
      }
    }
    return factors;
  }

  /** Whether the file lacks what it may lack, or the architecture has no such tensor. */
  private boolean isAbsent(TensorRole role) {
    return !architecture.has(role)
        || (architecture.optionalTensors().contains(role)
            && !file.hasTensor(architecture.tensor(role)));
  }

  private Weights.Layer layer(int index) {
    return new Weights.Layer(
        layerVector(index, TensorRole.ATTENTION_NORM, sizes.width()),
        layerLinear(index, TensorRole.QUERY, sizes.queryWidth(), sizes.width()),
        layerLinear(index, TensorRole.KEY, sizes.kvWidth(), sizes.width()),
        layerLinear(index, TensorRole.VALUE, sizes.kvWidth(), sizes.width()),
        layerLinear(index, TensorRole.ATTENTION_OUTPUT, sizes.width(), sizes.queryWidth()),
        headNorm(index, TensorRole.QUERY_NORM, sizes.queryWidth()),
        headNorm(index, TensorRole.KEY_NORM, sizes.kvWidth()),
        architecture.has(TensorRole.ATTENTION_SINKS)
            ? layerVector(index, TensorRole.ATTENTION_SINKS, sizes.heads())
            : NOTHING,
        layerVector(index, TensorRole.FEED_FORWARD_NORM, sizes.width()),
        sizes.hasExperts()
            ? Optional.of(layerLinear(index, TensorRole.ROUTER, sizes.experts(), sizes.width()))
            : Optional.empty(),
        experts(index),
        sizes.sharedFeedForward() > 0 ? Optional.of(shared(index)) : Optional.empty());
  }

  private float[] headNorm(int layer, TensorRole role, int allHeads) {
    if (!architecture.has(role)) {
      return NOTHING;
    }
    return switch (architecture.queryKeyNorm()) {
      case EACH_HEAD -> layerVector(layer, role, sizes.headWidth());
      case ALL_HEADS -> layerVector(layer, role, allHeads);
    };
  }

  private float[] layerVector(int layer, TensorRole role, int length) {
    return vector(architecture.layerTensor(layer, role) + ".weight", length);
  }

  private WeightMatrix layerMatrix(int layer, TensorRole role, int rows, int columns) {
    return matrix(architecture.layerTensor(layer, role) + ".weight", rows, columns);
  }

  private Linear layerLinear(int layer, TensorRole role, int rows, int columns) {
    String bias = architecture.layerTensor(layer, role) + ".bias";
    boolean hasBias = architecture.optionalBiases().contains(role) && file.hasTensor(bias);
    return new Linear(
        layerMatrix(layer, role, rows, columns), hasBias ? vector(bias, rows) : NOTHING);
  }

  private Weights.Expert shared(int layer) {
    int inner = sizes.sharedFeedForward();
    return new Weights.Expert(
        layerLinear(layer, TensorRole.SHARED_GATE, inner, sizes.width()),
        layerLinear(layer, TensorRole.SHARED_UP, inner, sizes.width()),
        layerLinear(layer, TensorRole.SHARED_DOWN, sizes.width(), inner));
  }

  private List<Weights.Expert> experts(int layer) {
    int inner = sizes.feedForward();
    List<Linear> gates = perExpert(layer, TensorRole.GATE, inner, sizes.width());
    List<Linear> ups = perExpert(layer, TensorRole.UP, inner, sizes.width());
    List<Linear> downs = perExpert(layer, TensorRole.DOWN, sizes.width(), inner);
    return IntStream.range(0, gates.size())
        .mapToObj(e -> new Weights.Expert(gates.get(e), ups.get(e), downs.get(e)))
        .toList();
  }

  private List<Linear> perExpert(int layer, TensorRole role, int rows, int columns) {
    if (!sizes.hasExperts()) {
      return List.of(layerLinear(layer, role, rows, columns));
    }
    String name = architecture.layerTensor(layer, role);
    if (file.hasTensor(name + ".0.weight")) {
      return IntStream.range(0, sizes.experts())
          .mapToObj(e -> Linear.of(matrix(name + "." + e + ".weight", rows, columns)))
          .toList();
    }
    GgufTensor merged =
        tensor(name + "_exps.weight", List.of((long) columns, (long) rows, (long) sizes.experts()));
    List<float[]> biases = expertBiases(name + "_exps.bias", role, rows);
    return IntStream.range(0, sizes.experts())
        .mapToObj(e -> new Linear(new WeightMatrix(merged, (long) e * rows, rows), biases.get(e)))
        .toList();
  }

  private List<float[]> expertBiases(String name, TensorRole role, int rows) {
    if (!architecture.optionalBiases().contains(role) || !file.hasTensor(name)) {
      return Collections.nCopies(sizes.experts(), NOTHING);
    }
    GgufTensor merged = tensor(name, List.of((long) rows, (long) sizes.experts()));
    return IntStream.range(0, sizes.experts()).mapToObj(e -> values(merged, e, rows)).toList();
  }

  private WeightMatrix matrix(String name, int rows, int columns) {
    return new WeightMatrix(tensor(name, List.of((long) columns, (long) rows)), 0, rows);
  }

  private float[] vector(String name, int length) {
    return values(tensor(name, List.of((long) length)), 0, length);
  }

  /** A row of a tensor that is not quantized. */
  private float[] values(GgufTensor tensor, int row, int length) {
    if (tensor.type() != TensorType.F32) {
      throw new InvalidInputException(
          "Cannot use model %s: tensor %s has format %s, expected F32. Use another file of the model."
              .formatted(file.paths().get(0), tensor.name(), tensor.type()));
    }
    float[] values = new float[length];
    new WeightMatrix(tensor, row, 1).readRow(0, values, 0);
    return values;
  }

  private GgufTensor tensor(String name, List<Long> shape) {
    GgufTensor tensor = file.tensor(name);
    unused.remove(name);
    if (!withoutTrailingOnes(tensor.shape()).equals(withoutTrailingOnes(shape))) {
      throw new InvalidInputException(
          "Cannot use model %s: tensor %s has shape %s, expected %s by its hyper-parameters. Use another file of the model."
              .formatted(file.paths().get(0), name, tensor.shape(), shape));
    }
    return tensor;
  }

  private static List<Long> withoutTrailingOnes(List<Long> shape) {
    List<Long> trimmed = new ArrayList<>(shape);
    while (!trimmed.isEmpty() && trimmed.get(trimmed.size() - 1) == 1L) {
      trimmed.remove(trimmed.size() - 1);
    }
    return trimmed;
  }

  /**
   * A tensor nobody asked for would mean that the model computes something else than we do, but for
   * those of a part that reads images: text goes past it.
   */
  private void requireAllUsed() {
    unused.removeIf(name -> VISION.stream().anyMatch(name::startsWith));
    if (!unused.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use model %s: its architecture %s has no place for tensors %s. Use a model without them."
              .formatted(
                  file.paths().get(0),
                  architecture.name(),
                  unused.stream().sorted().limit(5).toList()));
    }
  }
}
