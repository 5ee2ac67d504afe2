package io.tramontane.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.tramontane.transformer.HyperParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The weights of a network by GGUF's names, but with a matrix for each expert. Matrices have the
 * shape (rows, columns), one row for each output. The output matrix is that of the embedding.
 *
 * <p>They belong to the manager that they were made with.
 */
record NetworkParameters(HyperParameters sizes, Map<String, NDArray> arrays) {
  static final String EMBEDDING = "token_embd.weight";
  static final String OUTPUT_NORM = "output_norm.weight";

  private static final double EMBEDDING_DEVIATION = 0.02;
  private static final double GAIN = 0.5;

  /** Random weights, the same for the same seed. */
  static NetworkParameters random(HyperParameters sizes, long seed, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    shapes(sizes)
        .forEach(
            (name, shape) ->
                arrays.put(
                    name, trainable(manager.create(initial(name, shape, sizes, random), shape))));
    return new NetworkParameters(sizes, arrays);
  }

  /** The array of a name. */
  NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("Cannot find parameter " + name + ": there is none.");
    }
    return array;
  }

  /** The name of a layer's array. */
  static String name(int layer, String role) {
    return "blk." + layer + "." + role + ".weight";
  }

  /** The name of an expert's matrix: role is ffn_gate, ffn_up or ffn_down. */
  static String name(int layer, String role, int expert) {
    return name(layer, role + "." + expert);
  }

  private static Map<String, Shape> shapes(HyperParameters sizes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int width = sizes.width();
    shapes.put(EMBEDDING, new Shape(sizes.vocabulary(), width));
    for (int layer = 0; layer < sizes.layers(); layer++) {
      shapes.put(name(layer, "attn_norm"), new Shape(width));
      shapes.put(name(layer, "attn_q"), new Shape(sizes.queryWidth(), width));
      shapes.put(name(layer, "attn_k"), new Shape(sizes.kvWidth(), width));
      shapes.put(name(layer, "attn_v"), new Shape(sizes.kvWidth(), width));
      shapes.put(name(layer, "attn_output"), new Shape(width, sizes.queryWidth()));
      shapes.put(name(layer, "ffn_norm"), new Shape(width));
      shapes.put(name(layer, "ffn_gate_inp"), new Shape(sizes.experts(), width));
      for (int expert = 0; expert < sizes.experts(); expert++) {
        shapes.put(name(layer, "ffn_gate", expert), new Shape(sizes.feedForward(), width));
        shapes.put(name(layer, "ffn_up", expert), new Shape(sizes.feedForward(), width));
        shapes.put(name(layer, "ffn_down", expert), new Shape(width, sizes.feedForward()));
      }
    }
    shapes.put(OUTPUT_NORM, new Shape(width));
    return shapes;
  }

  private static float[] initial(
      String name, Shape shape, HyperParameters sizes, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(shape.size())];
    double deviation = deviation(name, shape, sizes);
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.dimension() == 1 ? 1 : (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /**
   * What is added to the residual stream is smaller, as GPT-2 has it, by the number of additions.
   */
  private static double deviation(String name, Shape shape, HyperParameters sizes) {
    if (name.equals(EMBEDDING)) {
      return EMBEDDING_DEVIATION;
    }
    boolean addsToResidual = name.contains("attn_output") || name.contains("ffn_down");
    double usual = GAIN / Math.sqrt((double) shape.get(shape.dimension() - 1));
    return addsToResidual ? usual / Math.sqrt(2.0 * sizes.layers()) : usual;
  }

  private static NDArray trainable(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalStateException("Cannot train an array of " + array.getDataType() + ".");
    }
    array.setRequiresGradient(true);
    return array;
  }
}
