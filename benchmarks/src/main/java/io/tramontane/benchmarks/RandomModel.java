package io.tramontane.benchmarks;

import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.transformer.BuiltInArchitectures;
import io.tramontane.transformer.HyperParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model of random weights, for measuring speed: it costs what a real model of its sizes costs,
 * and what it says means nothing.
 *
 * <p>The same settings give the same file. Weights are written as they are made, so the file may be
 * larger than memory. Weights deviate from zero so far that activations stay of one magnitude from
 * layer to layer.
 *
 * @param shape its sizes and its vocabulary
 * @param format of all matrices but the routers, which are F32 as in real files
 * @param seed what the weights are drawn from
 */
record RandomModel(ModelShape shape, TensorType format, long seed) {
  private static final double GAIN = 0.7;

  RandomModel {
    RandomBlocks.requireSupported(format);
  }

  private HyperParameters sizes() {
    return shape.sizes();
  }

  /** Writes the file, replacing any that is there; a file that stands there is whole. */
  void write(Path path) throws IOException {
    GgufWriter writer = new GgufWriter();
    addMetadata(writer);
    addMatrix(writer, "token_embd.weight", format, sizes().width(), sizes().vocabulary());
    for (int layer = 0; layer < sizes().layers(); layer++) {
      addLayer(writer, "blk." + layer + ".");
    }
    addNorm(writer, "output_norm.weight");
    addMatrix(writer, "output.weight", format, sizes().width(), sizes().vocabulary());
    writer.write(path);
  }

  private void addMetadata(GgufWriter writer) {
    writer.metadata("general.name", MetadataValue.string("random weights, " + shape));
    sizes().metadata(BuiltInArchitectures.LLAMA).forEach(writer::metadata);
    shape.vocabulary().forEach(writer::metadata);
  }

  private void addLayer(GgufWriter writer, String prefix) {
    int width = sizes().width();
    int hidden = sizes().feedForward();
    int experts = sizes().experts();
    addNorm(writer, prefix + "attn_norm.weight");
    addMatrix(writer, prefix + "attn_q.weight", format, width, sizes().queryWidth());
    addMatrix(writer, prefix + "attn_k.weight", format, width, sizes().kvWidth());
    addMatrix(writer, prefix + "attn_v.weight", format, width, sizes().kvWidth());
    addMatrix(writer, prefix + "attn_output.weight", format, sizes().queryWidth(), width);
    addNorm(writer, prefix + "ffn_norm.weight");
    if (sizes().hasExperts()) {
      addMatrix(writer, prefix + "ffn_gate_inp.weight", TensorType.F32, width, experts);
      addMatrix(writer, prefix + "ffn_gate_exps.weight", format, width, hidden, experts);
      addMatrix(writer, prefix + "ffn_up_exps.weight", format, width, hidden, experts);
      addMatrix(writer, prefix + "ffn_down_exps.weight", format, hidden, width, experts);
    } else {
      addMatrix(writer, prefix + "ffn_gate.weight", format, width, hidden);
      addMatrix(writer, prefix + "ffn_up.weight", format, width, hidden);
      addMatrix(writer, prefix + "ffn_down.weight", format, hidden, width);
    }
  }

  private void addNorm(GgufWriter writer, String name) {
    int width = sizes().width();
    writer.tensor(name, TensorType.F32, List.of((long) width), out -> writeOnes(out, width));
  }

  private static void writeOnes(OutputStream out, int count) throws IOException {
    ByteBuffer ones = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (ones.hasRemaining()) {
      ones.putFloat(1);
    }
    out.write(ones.array());
  }

  /**
   * @param shape columns, rows, and how many such matrices where there are several
   */
  private void addMatrix(GgufWriter writer, String name, TensorType type, int... shape) {
    double deviation = GAIN / Math.sqrt(shape[0]);
    List<Long> lengths = Arrays.stream(shape).asLongStream().boxed().toList();
    long weights = lengths.stream().reduce(1L, Math::multiplyExact);
    // Each tensor has its own random numbers, so that none depends on those before it.
    long tensorSeed = seed ^ ((long) name.hashCode() << 32);
    writer.tensor(
        name,
        type,
        lengths,
        out ->
            new RandomBlocks(type, deviation, new SplittableRandom(tensorSeed))
                .writeTo(out, weights));
  }
}
