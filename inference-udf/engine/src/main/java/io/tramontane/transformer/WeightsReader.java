package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.WeightMatrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds each role's tensor in a GGUF file by llama.cpp's names and checks its shape. Experts are
 * read from merged tensors ({@code blk.N.ffn_gate_exps.weight}) or, in files from before April
 * 2024, from one tensor each ({@code blk.N.ffn_gate.E.weight}).
 */
final class WeightsReader {
  private final GgufFile file;
  private final HyperParameters sizes;
  private final Set<String> unused;

  private WeightsReader(GgufFile file, HyperParameters sizes) {
    this.file = file;
    this.sizes = sizes;
    this.unused = new HashSet<>(file.tensorNames());
  }

  /**
   * Reads a model's weights.
   *
   * @throws InvalidInputException if a tensor is absent, has another shape than the
   *     hyper-parameters say, or has no role in this architecture
   */
  static Weights read(GgufFile file, HyperParameters sizes) {
    WeightsReader reader = new WeightsReader(file, sizes);
    Weights weights = reader.weights();
    reader.requireAllUsed();
    return weights;
  }

  private Weights weights() {
    WeightMatrix embedding = matrix("token_embd.weight", sizes.vocabulary(), sizes.width());
    return new Weights(
        embedding,
        IntStream.range(0, sizes.layers()).mapToObj(this::layer).toList(),
        vector("output_norm.weight"),
        file.hasTensor("output.weight")
            ? matrix("output.weight", sizes.vocabulary(), sizes.width())
            : embedding);
  }

  private Weights.Layer layer(int index) {
    String prefix = "blk." + index + ".";
    return new Weights.Layer(
        vector(prefix + "attn_norm.weight"),
        matrix(prefix + "attn_q.weight", sizes.queryWidth(), sizes.width()),
        matrix(prefix + "attn_k.weight", sizes.kvWidth(), sizes.width()),
        matrix(prefix + "attn_v.weight", sizes.kvWidth(), sizes.width()),
        matrix(prefix + "attn_output.weight", sizes.width(), sizes.queryWidth()),
        vector(prefix + "ffn_norm.weight"),
        sizes.hasExperts()
            ? Optional.of(matrix(prefix + "ffn_gate_inp.weight", sizes.experts(), sizes.width()))
            : Optional.empty(),
        experts(prefix));
  }

  private List<Weights.Expert> experts(String prefix) {
    List<WeightMatrix> gates = perExpert(prefix + "ffn_gate", sizes.feedForward(), sizes.width());
    List<WeightMatrix> ups = perExpert(prefix + "ffn_up", sizes.feedForward(), sizes.width());
    List<WeightMatrix> downs = perExpert(prefix + "ffn_down", sizes.width(), sizes.feedForward());
    return IntStream.range(0, gates.size())
        .mapToObj(e -> new Weights.Expert(gates.get(e), ups.get(e), downs.get(e)))
        .toList();
  }

  private List<WeightMatrix> perExpert(String name, int rows, int columns) {
    if (!sizes.hasExperts()) {
      return List.of(matrix(name + ".weight", rows, columns));
    }
    if (file.hasTensor(name + ".0.weight")) {
      return IntStream.range(0, sizes.experts())
          .mapToObj(e -> matrix(name + "." + e + ".weight", rows, columns))
          .toList();
    }
    GgufTensor merged =
        tensor(name + "_exps.weight", List.of((long) columns, (long) rows, (long) sizes.experts()));
    return IntStream.range(0, sizes.experts())
        .mapToObj(e -> new WeightMatrix(merged, (long) e * rows, rows))
        .toList();
  }

  private WeightMatrix matrix(String name, int rows, int columns) {
    return new WeightMatrix(tensor(name, List.of((long) columns, (long) rows)), 0, rows);
  }

  private float[] vector(String name) {
    GgufTensor tensor = tensor(name, List.of((long) sizes.width()));
    if (tensor.type() != TensorType.F32) {
      throw new InvalidInputException(
          "Cannot use model %s: tensor %s has format %s, expected F32. Use another file of the model."
              .formatted(file.paths().get(0), name, tensor.type()));
    }
    float[] values = new float[sizes.width()];
    new WeightMatrix(tensor, 0, 1).readRow(0, values, 0);
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

  /** A tensor nobody asked for would mean that the model computes something else than we do. */
  private void requireAllUsed() {
    if (!unused.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use model %s: its architecture has no place for tensors %s. Use a Mixtral, Mistral or Llama 2 model."
              .formatted(file.paths().get(0), unused.stream().sorted().limit(5).toList()));
    }
  }
}
