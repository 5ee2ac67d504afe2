package io.tramontane.testing;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.tensor.WeightMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The forward pass as the papers write it, in double precision: whole sequences, no cache, nothing
 * grouped, plain loops. It shares with the engine only the decoding of weights.
 */
public final class ReferenceTransformer {
  private final GgufFile file;
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final int headWidth;
  private final int ropeWidth;
  private final double ropeBase;
  private final int experts;
  private final int expertsUsed;
  private final double epsilon;

  /** Of a model of architecture llama. */
  public ReferenceTransformer(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    this.file = file;
    this.layers = metadata.integer("llama.block_count");
    this.heads = metadata.integer("llama.attention.head_count");
    this.kvHeads = metadata.integer("llama.attention.head_count_kv");
    this.headWidth = (int) file.tensor("blk.0.attn_q.weight").rows() / heads;
    this.ropeWidth = metadata.integer("llama.rope.dimension_count");
    this.ropeBase = metadata.floatValue("llama.rope.freq_base");
    this.experts = metadata.integer("llama.expert_count", 0);
    this.expertsUsed = metadata.integer("llama.expert_used_count", 0);
    this.epsilon = metadata.floatValue("llama.attention.layer_norm_rms_epsilon");
  }

  /** The logits after each token. */
  public double[][] logits(int... tokens) {
    double[][] embedding = matrix("token_embd.weight");
    double[][] x =
        Arrays.stream(tokens).mapToObj(id -> embedding[id].clone()).toArray(double[][]::new);
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "blk." + layer + ".";
      add(x, attention(prefix, normalize(x, matrix(prefix + "attn_norm.weight")[0])));
      add(x, feedForward(prefix, normalize(x, matrix(prefix + "ffn_norm.weight")[0])));
    }
    double[][] output = file.hasTensor("output.weight") ? matrix("output.weight") : embedding;
    return multiply(output, normalize(x, matrix("output_norm.weight")[0]));
  }

  private double[][] attention(String prefix, double[][] h) {
    double[][] q = multiply(matrix(prefix + "attn_q.weight"), h);
    double[][] k = multiply(matrix(prefix + "attn_k.weight"), h);
    double[][] v = multiply(matrix(prefix + "attn_v.weight"), h);
    for (int position = 0; position < h.length; position++) {
      rotate(q[position], position);
      rotate(k[position], position);
    }
    double[][] attended = new double[h.length][heads * headWidth];
    for (int position = 0; position < h.length; position++) {
      for (int head = 0; head < heads; head++) {
        int query = head * headWidth;
        int keyValue = head / (heads / kvHeads) * headWidth;
        double[] weights = new double[position + 1];
        for (int seen = 0; seen <= position; seen++) {
          for (int d = 0; d < headWidth; d++) {
            weights[seen] += q[position][query + d] * k[seen][keyValue + d] / Math.sqrt(headWidth);
          }
        }
        weights = softmax(weights);
        for (int seen = 0; seen <= position; seen++) {
          for (int d = 0; d < headWidth; d++) {
            attended[position][query + d] += weights[seen] * v[seen][keyValue + d];
          }
        }
      }
    }
    return multiply(matrix(prefix + "attn_output.weight"), attended);
  }

  /** Turns each pair of every head, as a complex number, by an angle proportional to position. */
  private void rotate(double[] vector, int position) {
    for (int i = 0; i < vector.length; i += 2) {
      int inHead = i % headWidth;
      if (inHead < ropeWidth) {
        double angle = position / Math.pow(ropeBase, (double) inHead / ropeWidth);
        double real = vector[i];
        double imaginary = vector[i + 1];
        vector[i] = real * Math.cos(angle) - imaginary * Math.sin(angle);
        vector[i + 1] = real * Math.sin(angle) + imaginary * Math.cos(angle);
      }
    }
  }

  private double[][] feedForward(String prefix, double[][] h) {
    if (experts == 0) {
      return expert(
          matrix(prefix + "ffn_gate.weight"),
          matrix(prefix + "ffn_up.weight"),
          matrix(prefix + "ffn_down.weight"),
          h);
    }
    double[][] routed = multiply(matrix(prefix + "ffn_gate_inp.weight"), h);
    double[][] sum = new double[h.length][h[0].length];
    for (int e = 0; e < experts; e++) {
      double[][] output =
          expert(
              expertMatrix(prefix + "ffn_gate", e),
              expertMatrix(prefix + "ffn_up", e),
              expertMatrix(prefix + "ffn_down", e),
              h);
      for (int row = 0; row < h.length; row++) {
        double weight = expertWeights(routed[row])[e];
        for (int i = 0; i < output[row].length; i++) {
          sum[row][i] += weight * output[row][i];
        }
      }
    }
    return sum;
  }

  /** The probabilities of the most probable experts over their sum; 0 for the others. */
  private double[] expertWeights(double[] logits) {
    double[] probabilities = softmax(logits);
    double min = Arrays.stream(probabilities).sorted().toArray()[experts - expertsUsed];
    double sum = Arrays.stream(probabilities).filter(p -> p >= min).sum();
    return Arrays.stream(probabilities).map(p -> p >= min ? p / sum : 0).toArray();
  }

  private double[][] expertMatrix(String name, int expert) {
    String own = name + "." + expert + ".weight";
    if (file.hasTensor(own)) {
      return matrix(own);
    }
    double[][] all = matrix(name + "_exps.weight");
    int rows = all.length / experts;
    return Arrays.copyOfRange(all, expert * rows, (expert + 1) * rows);
  }

  /** SwiGLU. */
  private static double[][] expert(double[][] gate, double[][] up, double[][] down, double[][] h) {
    double[][] gated = multiply(gate, h);
    double[][] factors = multiply(up, h);
    for (int row = 0; row < h.length; row++) {
      for (int i = 0; i < gated[row].length; i++) {
        gated[row][i] *= factors[row][i] / (1 + Math.exp(-gated[row][i]));
      }
    }
    return multiply(down, gated);
  }

  private double[][] normalize(double[][] x, double[] weights) {
    return Arrays.stream(x)
        .map(
            row -> {
              double mean = Arrays.stream(row).map(value -> value * value).average().orElseThrow();
              return IntStream.range(0, row.length)
                  .mapToDouble(i -> row[i] / Math.sqrt(mean + epsilon) * weights[i])
                  .toArray();
            })
        .toArray(double[][]::new);
  }

  private static double[] softmax(double[] logits) {
    double highest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - highest)).sum();
    return Arrays.stream(logits).map(logit -> Math.exp(logit - highest) / sum).toArray();
  }

  private static void add(double[][] x, double[][] y) {
    for (int row = 0; row < x.length; row++) {
      for (int i = 0; i < x[row].length; i++) {
        x[row][i] += y[row][i];
      }
    }
  }

  /** For each row of x the products with all rows of the weights. */
  private static double[][] multiply(double[][] weights, double[][] x) {
    double[][] y = new double[x.length][weights.length];
    for (int row = 0; row < x.length; row++) {
      for (int i = 0; i < weights.length; i++) {
        double sum = 0;
        for (int k = 0; k < x[row].length; k++) {
          sum += weights[i][k] * x[row][k];
        }
        y[row][i] = sum;
      }
    }
    return y;
  }

  /** All rows of a tensor, those of merged matrices one after another. */
  private double[][] matrix(String name) {
    GgufTensor tensor = file.tensor(name);
    WeightMatrix weights = new WeightMatrix(tensor, 0, (int) tensor.rows());
    double[][] rows = new double[weights.rows()][weights.columns()];
    float[] row = new float[weights.columns()];
    for (int i = 0; i < rows.length; i++) {
      weights.readRow(i, row, 0);
      for (int k = 0; k < row.length; k++) {
        rows[i][k] = row[k];
      }
    }
    return rows;
  }
}
