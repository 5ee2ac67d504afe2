package io.tramontane.benchmarks;

import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.transformer.Architecture;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.QueryKeyNorm;
import io.tramontane.transformer.TensorRole;
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
 * @param format of all matrices but the routers, which are F32 as in real files; with MXFP4 that of
 *     the experts, and all others are Q8_0
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

  private Architecture architecture() {
    return shape.architecture();
  }

  private TensorType outsideExperts() {
    return format == TensorType.MXFP4 ? TensorType.Q8_0 : format;
  }

  /** Writes the file, replacing any that is there; a file that stands there is whole. */
  void write(Path path) throws IOException {
    GgufWriter writer = new GgufWriter();
    addMetadata(writer);
    addMatrix(writer, "token_embd.weight", outsideExperts(), sizes().width(), sizes().vocabulary());
    for (int layer = 0; layer < sizes().layers(); layer++) {
      addLayer(writer, "blk." + layer + ".");
    }
    addNorm(writer, "output_norm", sizes().width());
    addMatrix(writer, "output.weight", outsideExperts(), sizes().width(), sizes().vocabulary());
    writer.write(path);
  }

  private void addMetadata(GgufWriter writer) {
    writer.metadata("general.name", MetadataValue.string("random weights, " + shape));
    sizes().metadata(architecture()).forEach(writer::metadata);
    shape.vocabulary().forEach(writer::metadata);
  }

  private void addLayer(GgufWriter writer, String prefix) {
    int width = sizes().width();
    int hidden = sizes().feedForward();
    int experts = sizes().experts();
    addNorm(writer, name(prefix, TensorRole.ATTENTION_NORM), width);
    addLinear(writer, prefix, TensorRole.QUERY, width, sizes().queryWidth());
    addLinear(writer, prefix, TensorRole.KEY, width, sizes().kvWidth());
    addLinear(writer, prefix, TensorRole.VALUE, width, sizes().kvWidth());
    addLinear(writer, prefix, TensorRole.ATTENTION_OUTPUT, sizes().queryWidth(), width);
    addAttentionVectors(writer, prefix);
    addNorm(writer, name(prefix, TensorRole.FEED_FORWARD_NORM), width);
    if (sizes().hasExperts()) {
      String router = name(prefix, TensorRole.ROUTER);
      addMatrix(writer, router + ".weight", TensorType.F32, width, experts);
      addBias(writer, router, TensorRole.ROUTER, experts);
      addExperts(writer, prefix, TensorRole.GATE, width, hidden);
      addExperts(writer, prefix, TensorRole.UP, width, hidden);
      addExperts(writer, prefix, TensorRole.DOWN, hidden, width);
    } else {
      addLinear(writer, prefix, TensorRole.GATE, width, hidden);
      addLinear(writer, prefix, TensorRole.UP, width, hidden);
      addLinear(writer, prefix, TensorRole.DOWN, hidden, width);
    }
  }

  private void addAttentionVectors(GgufWriter writer, String prefix) {
    if (has(TensorRole.QUERY_NORM)) {
      boolean together = architecture().queryKeyNorm() == QueryKeyNorm.ALL_HEADS;
      int each = sizes().headWidth();
      addNorm(writer, name(prefix, TensorRole.QUERY_NORM), together ? sizes().queryWidth() : each);
      addNorm(writer, name(prefix, TensorRole.KEY_NORM), together ? sizes().kvWidth() : each);
    }
    if (has(TensorRole.ATTENTION_SINKS)) {
      addNorm(writer, name(prefix, TensorRole.ATTENTION_SINKS), sizes().heads());
    }
  }

  private boolean has(TensorRole role) {
    return architecture().tensorNames().containsKey(role);
  }

  private String name(String prefix, TensorRole role) {
    return prefix + architecture().tensorNames().get(role);
  }

  private void addLinear(GgufWriter writer, String prefix, TensorRole role, int columns, int rows) {
    String name = name(prefix, role);
    addMatrix(writer, name + ".weight", outsideExperts(), columns, rows);
    addBias(writer, name, role, rows);
  }

  private void addExperts(
      GgufWriter writer, String prefix, TensorRole role, int columns, int rows) {
    String name = name(prefix, role) + "_exps";
    addMatrix(writer, name + ".weight", format, columns, rows, sizes().experts());
    addBias(writer, name, role, rows, sizes().experts());
  }

  /** Of an architecture that has one for its router, and so for all. */
  private void addBias(GgufWriter writer, String name, TensorRole role, int... shape) {
    if (architecture().optionalBiases().contains(TensorRole.ROUTER)
        && architecture().optionalBiases().contains(role)) {
      addMatrix(writer, name + ".bias", TensorType.F32, shape);
    }
  }

  private static void addNorm(GgufWriter writer, String name, int width) {
    writer.tensor(
        name + ".weight", TensorType.F32, List.of((long) width), out -> writeOnes(out, width));
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
