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
  private final int window;
  private final int experts;
  private final int expertsUsed;
  private final double epsilon;
  private final String architecture;

  /** Of a model of one of the engine's own architectures. */
  public ReferenceTransformer(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    this.file = file;
    this.architecture = metadata.string("general.architecture");
    this.layers = metadata.integer(key("block_count"));
    this.heads = metadata.integer(key("attention.head_count"));
    this.kvHeads = metadata.integer(key("attention.head_count_kv"));
    this.headWidth = (int) file.tensor("blk.0.attn_q.weight").rows() / heads;
    this.ropeWidth = metadata.integer(key("rope.dimension_count"));
    this.ropeBase = metadata.floatValue(key("rope.freq_base"));
    this.window = metadata.integer(key("attention.sliding_window"), 0);
    this.experts = metadata.integer(key("expert_count"), 0);
    this.expertsUsed = metadata.integer(key("expert_used_count"), 0);
    this.epsilon = metadata.floatValue(key("attention.layer_norm_rms_epsilon"));
  }

  private String key(String ownPart) {
    return architecture + "." + ownPart;
  }

  private double number(String ownPart, double absent) {
    return file.metadata().floatValue(key(ownPart), (float) absent);
  }

  /** The logits after each token. */
  public double[][] logits(int... tokens) {
    double[][] embedding = matrix("token_embd.weight");
    double[][] x =
        Arrays.stream(tokens).mapToObj(id -> embedding[id].clone()).toArray(double[][]::new);
    scale(x, number("embedding_scale", 1));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "blk." + layer + ".";
      add(x, attention(layer, normalize(x, matrix(prefix + "attn_norm.weight")[0])));
      String norm = isGptOss() ? "post_attention_norm.weight" : "ffn_norm.weight";
      add(x, feedForward(prefix, normalize(x, matrix(prefix + norm)[0])));
    }
    double[][] output = file.hasTensor("output.weight") ? matrix("output.weight") : embedding;
    double[][] logits = multiply(output, normalize(x, matrix("output_norm.weight")[0]));
    scale(logits, 1 / number("logit_scale", 1));
    return logits;
  }

  private boolean isGptOss() {
    return architecture.equals("gpt-oss");
  }

  private static void scale(double[][] rows, double factor) {
    for (double[] row : rows) {
      Arrays.setAll(row, i -> row[i] * factor);
    }
  }

  private double[][] attention(int layer, double[][] h) {
    String prefix = "blk." + layer + ".";
    double[][] q = normalizeHeads(prefix + "attn_q_norm.weight", linear(prefix + "attn_q", h));
    double[][] k = normalizeHeads(prefix + "attn_k_norm.weight", linear(prefix + "attn_k", h));
    double[][] v = linear(prefix + "attn_v", h);
    boolean windowed = window > 0 && (!isGptOss() || layer % 2 == 0);
    double product = number("attention.scale", 1 / Math.sqrt(headWidth));
    for (int position = 0; position < h.length; position++) {
      rotate(q[position], position);
      rotate(k[position], position);
      warm(q[position], position);
    }
    double[][] attended = new double[h.length][heads * headWidth];
    for (int position = 0; position < h.length; position++) {
      for (int head = 0; head < heads; head++) {
        int query = head * headWidth;
        int keyValue = head / (heads / kvHeads) * headWidth;
        double[] weights = new double[position + 1];
        for (int seen = 0; seen <= position; seen++) {
          if (windowed && position - seen >= window) {
            weights[seen] = Double.NEGATIVE_INFINITY;
          }
          for (int d = 0; d < headWidth; d++) {
            weights[seen] += q[position][query + d] * k[seen][keyValue + d] * product;
          }
        }
        weights = softmax(withSink(prefix, head, weights));
        for (int seen = 0; seen <= position; seen++) {
          for (int d = 0; d < headWidth; d++) {
            attended[position][query + d] += weights[seen] * v[seen][keyValue + d];
          }
        }
      }
    }
    return linear(prefix + "attn_output", attended);
  }

  /** One more weight at the end, where there are sinks. */
  private double[] withSink(String prefix, int head, double[] weights) {
    if (!file.hasTensor(prefix + "attn_sinks.weight")) {
      return weights;
    }
    double[] more = Arrays.copyOf(weights, weights.length + 1);
    more[weights.length] = matrix(prefix + "attn_sinks.weight")[0][head];
    return more;
  }

  /** Normed as many elements at a time as there are weights, where there are any. */
  private double[][] normalizeHeads(String name, double[][] x) {
    if (!file.hasTensor(name)) {
      return x;
    }
    double[] weights = matrix(name)[0];
    double[][] normed = new double[x.length][x[0].length];
    for (int row = 0; row < x.length; row++) {
      for (int start = 0; start < x[row].length; start += weights.length) {
        double[] part = Arrays.copyOfRange(x[row], start, start + weights.length);
        double[] own = normalize(new double[][] {part}, weights)[0];
        System.arraycopy(own, 0, normed[row], start, own.length);
      }
    }
    return normed;
  }

  /** Ministral 3's temperature. */
  private void warm(double[] query, int position) {
    double scale = number("attention.temperature_scale", 0);
    if (scale > 0) {
      int length = file.metadata().integer(key("rope.scaling.original_context_length"));
      for (int i = 0; i < query.length; i++) {
        query[i] *= 1 + scale * Math.log(1 + Math.floor((double) position / length));
      }
    }
  }

  /** Turns each pair of every head, as a complex number, by an angle proportional to position. */
  private void rotate(double[] vector, int position) {
    boolean adjacent = architecture.matches("llama|mistral3|granite.*");
    for (int head = 0; head < vector.length; head += headWidth) {
      for (int pair = 0; pair < ropeWidth / 2; pair++) {
        int one = head + (adjacent ? 2 * pair : pair);
        int other = adjacent ? one + 1 : one + ropeWidth / 2;
        double angle = position * frequency(pair);
        double real = vector[one] * magnitude();
        double imaginary = vector[other] * magnitude();
        vector[one] = real * Math.cos(angle) - imaginary * Math.sin(angle);
        vector[other] = real * Math.sin(angle) + imaginary * Math.cos(angle);
      }
    }
  }

  private double frequency(int pair) {
    double frequency = Math.pow(ropeBase, -2.0 * pair / ropeWidth);
    if (file.hasTensor("rope_freqs.weight")) {
      frequency /= matrix("rope_freqs.weight")[0][pair];
    }
    String type = file.metadata().string(key("rope.scaling.type"), "none");
    double factor = number("rope.scaling.factor", 1);
    return switch (type) {
      case "linear" -> frequency / factor;
      case "yarn" -> {
        double kept = keptByYarn(pair);
        yield kept * frequency + (1 - kept) * frequency / factor;
      }
      default -> frequency;
    };
  }

  /** How much of a frequency YaRN keeps: 1 for fast pairs, 0 for slow ones. */
  private double keptByYarn(int pair) {
    double fast = turning(number("rope.scaling.yarn_beta_fast", 32));
    double slow = turning(number("rope.scaling.yarn_beta_slow", 1));
    if (!isGptOss()) {
      fast = Math.floor(fast);
      slow = Math.ceil(slow);
    }
    fast = Math.max(fast, 0);
    slow = Math.min(slow, ropeWidth - 1);
    return pair <= fast ? 1 : pair >= slow ? 0 : (slow - pair) / (slow - fast);
  }

  /** The pair that turns so many times within the original context. */
  private double turning(double times) {
    int context = file.metadata().integer(key("rope.scaling.original_context_length"));
    double radiansPerPosition = times * 2 * Math.PI / context;
    return -Math.log(radiansPerPosition) / Math.log(ropeBase) * ropeWidth / 2;
  }

  private double magnitude() {
    if (!file.metadata().string(key("rope.scaling.type"), "none").equals("yarn")) {
      return 1;
    }
    double logarithm = 0.1 * Math.log(number("rope.scaling.factor", 1));
    return (1 + logarithm) / (1 + logarithm * number("rope.scaling.yarn_log_multiplier", 0));
  }

  private double[][] feedForward(String prefix, double[][] h) {
    if (experts == 0) {
      double[][] hidden = gated(linear(prefix + "ffn_gate", h), linear(prefix + "ffn_up", h));
      return linear(prefix + "ffn_down", hidden);
    }
    double[][] routed = linear(prefix + "ffn_gate_inp", h);
    double[][] sum = new double[h.length][h[0].length];
    for (int e = 0; e < experts; e++) {
      double[][] output =
          expert(
              prefix + "ffn_down",
              e,
              gated(expert(prefix + "ffn_gate", e, h), expert(prefix + "ffn_up", e, h)));
      for (int row = 0; row < h.length; row++) {
        double weight = expertWeights(routed[row])[e];
        for (int i = 0; i < output[row].length; i++) {
          sum[row][i] += weight * output[row][i];
        }
      }
    }
    if (file.hasTensor(prefix + "ffn_up_shexp.weight")) {
      double[][] hidden =
          gated(linear(prefix + "ffn_gate_shexp", h), linear(prefix + "ffn_up_shexp", h));
      addAll(sum, linear(prefix + "ffn_down_shexp", hidden), 1);
    }
    return sum;
  }

  /**
   * The probabilities of the most probable experts over their sum, or in OLMoE as they are; 0 for
   * the others.
   */
  private double[] expertWeights(double[] logits) {
    double[] probabilities = softmax(logits);
    double min = Arrays.stream(probabilities).sorted().toArray()[experts - expertsUsed];
    double sum =
        architecture.equals("olmoe") ? 1 : Arrays.stream(probabilities).filter(p -> p >= min).sum();
    return Arrays.stream(probabilities).map(p -> p >= min ? p / sum : 0).toArray();
  }

  private double[][] expert(String name, int expert, double[][] x) {
    double[][] y = multiply(expertMatrix(name, expert), x);
    if (file.hasTensor(name + "_exps.bias")) {
      double[] bias = matrix(name + "_exps.bias")[expert];
      Arrays.stream(y).forEach(row -> Arrays.setAll(row, i -> row[i] + bias[i]));
    }
    return y;
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

  /** SwiGLU, or that of gpt-oss. */
  private double[][] gated(double[][] gated, double[][] factors) {
    for (int row = 0; row < gated.length; row++) {
      for (int i = 0; i < gated[row].length; i++) {
        double gate = gated[row][i];
        double factor = factors[row][i];
        double slope = 1;
        if (isGptOss()) {
          gate = Math.min(gate, 7);
          factor = Math.max(-7, Math.min(factor, 7)) + 1;
          slope = 1.702;
        }
        gated[row][i] = gate * factor / (1 + Math.exp(-slope * gate));
      }
    }
    return gated;
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

  private void add(double[][] x, double[][] y) {
    addAll(x, y, number("residual_scale", 1));
  }

  private static void addAll(double[][] x, double[][] y, double factor) {
    for (int row = 0; row < x.length; row++) {
      for (int i = 0; i < x[row].length; i++) {
        x[row][i] += factor * y[row][i];
      }
    }
  }

  /** Products with a matrix, and its bias if there is one. */
  private double[][] linear(String name, double[][] x) {
    double[][] y = multiply(matrix(name + ".weight"), x);
    if (file.hasTensor(name + ".bias")) {
      double[] bias = matrix(name + ".bias")[0];
      Arrays.stream(y).forEach(row -> Arrays.setAll(row, i -> row[i] + bias[i]));
    }
    return y;
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
