package io.tramontane.training;

import static io.tramontane.training.NetworkParameters.name;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.tramontane.transformer.HyperParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Mixtral's forward pass over a batch, in tensors that remember how they came about, so that
 * gradients can be had (Jiang et al., "Mixtral of Experts", 2024).
 *
 * <p>It shares no code with the engine's: that both give the same logits is a test of both.
 *
 * <p>Not for concurrent use.
 */
final class MixtralNetwork {
  /** Far below any score, and no infinity, whose gradient would not be a number. */
  private static final float MASKED = -1e9f;

  /**
   * What a batch gives.
   *
   * @param hidden (rows, width), normed, ready for the output matrix
   * @param imbalance one number: 1 if all experts get equally many tokens, larger otherwise
   */
  record Output(NDArray hidden, NDArray imbalance) {}

  private record Normed(NDArray output, NDArray imbalance) {}

  private final NetworkParameters parameters;
  private final HyperParameters sizes;
  private final NDArray pairSwap;

  MixtralNetwork(NetworkParameters parameters, NDManager manager) {
    this.parameters = parameters;
    this.sizes = parameters.sizes();
    this.pairSwap = pairSwap(sizes.headWidth(), manager);
  }

  /** Computes the batch; results live as long as the arrays' scope. */
  Output forward(Batch batch, NDManager manager) {
    Rows rows = Rows.of(batch, sizes, manager);
    NDArray residual = gather(rows.ids(), parameters.get(NetworkParameters.EMBEDDING));
    NDArray imbalance = manager.create(0f);
    for (int layer = 0; layer < sizes.layers(); layer++) {
      residual = residual.add(attention(layer, norm(residual, name(layer, "attn_norm")), rows));
      Normed experts = experts(layer, norm(residual, name(layer, "ffn_norm")), rows);
      residual = residual.add(experts.output());
      imbalance = imbalance.add(experts.imbalance());
    }
    return new Output(
        norm(residual, NetworkParameters.OUTPUT_NORM),
        Constants.times(imbalance, 1.0 / sizes.layers()));
  }

  /** The logits of some rows, (number of rows, vocabulary). */
  NDArray logits(Output output, NDArray rows) {
    return Linear.linear(gather(rows, output.hidden()), parameters.get(NetworkParameters.EMBEDDING))
        .singletonOrThrow();
  }

  private NDArray norm(NDArray x, String weight) {
    NDArray meanSquare = x.square().mean(new int[] {-1}, true);
    return x.div(meanSquare.add(sizes.normEpsilon()).sqrt()).mul(parameters.get(weight));
  }

  private NDArray attention(int layer, NDArray x, Rows rows) {
    NDArray queries = rotated(project(x, layer, "attn_q", sizes.heads()), rows);
    NDArray keys = rotated(project(x, layer, "attn_k", sizes.kvHeads()), rows);
    NDArray values = project(x, layer, "attn_v", sizes.kvHeads());
    NDArray[] query = rows.split(queries);
    NDArray[] key = rows.split(keys);
    NDArray[] value = rows.split(values);
    NDArray ofPrefix = attend(query[0], key[0], value[0], rows.prefixMask());
    NDArray ofSequences =
        attend(
            query[1],
            behindPrefix(key[0], key[1]),
            behindPrefix(value[0], value[1]),
            rows.sequenceMask());
    NDArray all = NDArrays.concat(new NDList(flattened(ofPrefix), flattened(ofSequences)), 0);
    return linear(all, name(layer, "attn_output"));
  }

  /** (rows, heads, head width). */
  private NDArray project(NDArray x, int layer, String role, int heads) {
    return linear(x, name(layer, role)).reshape(-1, heads, sizes.headWidth());
  }

  private NDArray linear(NDArray x, String weight) {
    return Linear.linear(x, parameters.get(weight)).singletonOrThrow();
  }

  private NDArray rotated(NDArray x, Rows rows) {
    return x.mul(rows.cosines()).add(x.matMul(pairSwap).mul(rows.sines()));
  }

  /**
   * (sequences, prefix + length, heads, head width) of (1, prefix, ...) and (sequences, length,
   * ...).
   */
  private static NDArray behindPrefix(NDArray prefix, NDArray sequences) {
    Shape shape = sequences.getShape();
    NDArray repeated =
        prefix.broadcast(
            new Shape(shape.get(0), prefix.getShape().get(1), shape.get(2), shape.get(3)));
    return NDArrays.concat(new NDList(repeated, sequences), 1);
  }

  /**
   * Attention of queries (sequences, length, heads, head width) to keys and values (sequences, all
   * positions, key-value heads, head width); the result has the queries' shape.
   */
  private NDArray attend(NDArray queries, NDArray keys, NDArray values, NDArray mask) {
    long sequences = queries.getShape().get(0);
    long length = queries.getShape().get(1);
    long positions = keys.getShape().get(1);
    int kvHeads = sizes.kvHeads();
    int shared = sizes.headsPerKvHead();
    int headWidth = sizes.headWidth();
    NDArray grouped =
        Constants.times(queries, 1 / Math.sqrt(headWidth))
            .reshape(sequences, length, kvHeads, shared, headWidth)
            .transpose(0, 2, 3, 1, 4)
            .reshape(sequences, kvHeads, shared * length, headWidth);
    NDArray scores =
        grouped
            .matMul(keys.transpose(0, 2, 3, 1))
            .reshape(sequences, kvHeads, shared, length, positions)
            .add(mask);
    return scores
        .softmax(-1)
        .reshape(sequences, kvHeads, shared * length, positions)
        .matMul(values.transpose(0, 2, 1, 3))
        .reshape(sequences, kvHeads, shared, length, headWidth)
        .transpose(0, 3, 1, 2, 4)
        .reshape(sequences, length, sizes.heads(), headWidth);
  }

  private NDArray flattened(NDArray heads) {
    return heads.reshape(-1, sizes.queryWidth());
  }

  private Normed experts(int layer, NDArray x, Rows rows) {
    NDArray scores = linear(x, name(layer, "ffn_gate_inp"));
    NDList chosen = scores.topK(sizes.expertsUsed(), -1, true, true);
    Dispatch dispatch =
        Dispatch.of(chosen.get(1).toLongArray(), sizes.experts(), sizes.expertsUsed());
    NDArray sorted = gather(x.getManager().create(dispatch.tokens()), x);
    NDList inputs = sorted.split(dispatch.borders(), 0);
    List<NDArray> outputs = new ArrayList<>();
    for (int expert = 0; expert < sizes.experts(); expert++) {
      outputs.add(expert(layer, expert, inputs.get(expert)));
    }
    NDArray perChoice =
        gather(x.getManager().create(dispatch.places()), NDArrays.concat(new NDList(outputs), 0))
            .reshape(-1, sizes.expertsUsed(), sizes.width());
    NDArray output = perChoice.mul(chosen.get(0).softmax(-1).expandDims(-1)).sum(new int[] {1});
    return new Normed(output, imbalance(scores, dispatch, rows));
  }

  private NDArray expert(int layer, int expert, NDArray x) {
    NDArray gate = linear(x, name(layer, "ffn_gate", expert));
    NDArray up = linear(x, name(layer, "ffn_up", expert));
    return linear(gate.mul(Activation.sigmoid(gate)).mul(up), name(layer, "ffn_down", expert));
  }

  /** Fedus et al., "Switch Transformers", 2021, equation 4, over the rows that are no padding. */
  private NDArray imbalance(NDArray scores, Dispatch dispatch, Rows rows) {
    NDArray share = scores.getManager().create(dispatch.shares(rows.used()));
    NDArray probabilities = scores.softmax(-1).mul(rows.usedColumn()).sum(new int[] {0});
    return Constants.times(
        probabilities.mul(share).sum(), (double) sizes.experts() / rows.usedCount());
  }

  /** Rows of a matrix; unlike other ways, its gradient is cheap. */
  private static NDArray gather(NDArray rows, NDArray matrix) {
    return rows.getNDArrayInternal().embedding(rows, matrix, SparseFormat.DENSE).singletonOrThrow();
  }

  /** Makes (-b, a) of each pair (a, b): what the sine is multiplied by in a rotation. */
  private static NDArray pairSwap(int headWidth, NDManager manager) {
    float[] values = new float[headWidth * headWidth];
    for (int even = 0; even < headWidth; even += 2) {
      values[(even + 1) * headWidth + even] = -1;
      values[even * headWidth + even + 1] = 1;
    }
    return manager.create(values, new Shape(headWidth, headWidth));
  }

  /**
   * Where rows are in their sequences.
   *
   * @param ids of tokens, (rows)
   * @param cosines of rotation, (rows, 1, head width)
   * @param sines of rotation, (rows, 1, head width)
   * @param prefixMask what to add to attention's scores, (prefix, prefix)
   * @param sequenceMask what to add to attention's scores, (length, prefix + length)
   * @param used whether a row is a token, not padding
   * @param usedColumn the same as 1 and 0, (rows, 1)
   */
  private record Rows(
      int prefix,
      int sequences,
      int length,
      NDArray ids,
      NDArray cosines,
      NDArray sines,
      NDArray prefixMask,
      NDArray sequenceMask,
      boolean[] used,
      int usedCount,
      NDArray usedColumn) {

    static Rows of(Batch batch, HyperParameters sizes, NDManager manager) {
      int prefix = batch.prefix().length;
      int length = batch.length();
      long[] ids = new long[batch.rows()];
      int[] positions = new int[batch.rows()];
      boolean[] used = new boolean[batch.rows()];
      for (int i = 0; i < prefix; i++) {
        ids[i] = batch.prefix()[i];
        positions[i] = i;
      }
      Arrays.fill(used, 0, prefix, true);
      for (int sequence = 0; sequence < batch.sequences().size(); sequence++) {
        int[] tokens = batch.sequences().get(sequence);
        for (int position = 0; position < length; position++) {
          int row = batch.row(sequence, position);
          used[row] = position < tokens.length;
          ids[row] = used[row] ? tokens[position] : 0;
          positions[row] = prefix + position;
        }
      }
      float[] usedNumbers = new float[used.length];
      for (int row = 0; row < used.length; row++) {
        usedNumbers[row] = used[row] ? 1 : 0;
      }
      return new Rows(
          prefix,
          batch.sequences().size(),
          length,
          manager.create(ids),
          rotation(positions, sizes, manager, true),
          rotation(positions, sizes, manager, false),
          mask(0, prefix, manager),
          mask(prefix, length, manager),
          used,
          prefix + batch.tokens(),
          manager.create(usedNumbers, new Shape(used.length, 1)));
    }

    /**
     * The part of the prefix, (1, prefix, ...), and that of the sequences, (sequences, length,
     * ...).
     */
    NDArray[] split(NDArray rows) {
      Shape shape = rows.getShape();
      NDList parts = rows.split(new long[] {prefix}, 0);
      return new NDArray[] {
        parts.get(0).reshape(1, prefix, shape.get(1), shape.get(2)),
        parts.get(1).reshape(sequences, length, shape.get(1), shape.get(2))
      };
    }

    private static NDArray rotation(
        int[] positions, HyperParameters sizes, NDManager manager, boolean cosine) {
      int width = sizes.headWidth();
      float[] values = new float[positions.length * width];
      for (int row = 0; row < positions.length; row++) {
        for (int i = 0; i < width; i++) {
          int pair = i / 2;
          double angle =
              positions[row] * Math.pow(sizes.positions().ropeBase(), -2.0 * pair / width);
          values[row * width + i] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
        }
      }
      return manager.create(values, new Shape(positions.length, 1, width));
    }

    private static NDArray mask(int before, int length, NDManager manager) {
      float[] values = new float[length * (before + length)];
      for (int query = 0; query < length; query++) {
        for (int key = before + query + 1; key < before + length; key++) {
          values[query * (before + length) + key] = MASKED;
        }
      }
      return manager.create(values, new Shape(length, before + length));
    }
  }
}
