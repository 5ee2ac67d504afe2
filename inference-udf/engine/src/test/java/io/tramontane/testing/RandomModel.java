package io.tramontane.testing;

import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.RandomWeights;
import io.tramontane.transformer.Architecture;
import io.tramontane.transformer.BuiltInArchitectures;
import io.tramontane.transformer.Multipliers;
import io.tramontane.transformer.Positions;
import io.tramontane.transformer.QueryKeyNorm;
import io.tramontane.transformer.TensorRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A model file of random weights, small enough to run thousands of tokens in a test.
 *
 * <p>It has all that a real file has, the tokenizer ({@link TestVocabulary}) included, so {@code
 * InferenceEngine.open} takes it. The same settings give the same file. Answers are mostly text and
 * vary with the prompt; some end by themselves.
 *
 * <pre>{@code
 * Path file = RandomModel.mixtral(TensorType.Q4_K).seed(7).write(folder.resolve("m.gguf"));
 * }</pre>
 *
 * <p>Not for concurrent use.
 */
public final class RandomModel {
  /** The logits of text and end-of-sequence pieces spread so far around zero, others a tenth. */
  private static final double LOGIT_DEVIATION = 2;

  private final List<Consumer<Map<String, MetadataValue>>> metadataEdits = new ArrayList<>();
  private final List<Consumer<Map<String, StoredTensor>>> tensorEdits = new ArrayList<>();
  private Architecture architecture = BuiltInArchitectures.LLAMA;
  private long seed = 1;
  private TensorType format = TensorType.F32;
  private int vocabulary = 333;
  private int context = 512;
  private int width = 64;
  private int layers = 2;
  private int heads = 4;
  private int kvHeads = 2;
  private int headWidth = 16;
  private int feedForward = 96;
  private int experts = 4;
  private int expertsUsed = 2;
  private int sharedFeedForward;
  private boolean expertsApart;
  private boolean tiedEmbeddings;
  private boolean biases;
  private boolean ropeFactors;
  private int distinctRows = Integer.MAX_VALUE;

  /**
   * A tensor to be written.
   *
   * @param shape the contiguous dimension first
   */
  public record StoredTensor(TensorType type, List<Long> shape, byte[] bytes) {}

  private RandomModel() {}

  /** Two layers of width 64, 4 heads on 2, 4 experts of which 2 are used. */
  public static RandomModel mixtral() {
    return new RandomModel();
  }

  /** The same with one feed-forward network for all tokens, as in Mistral and Llama 2. */
  public static RandomModel dense() {
    return new RandomModel().experts(0, 0);
  }

  /** A Mixtral in a format, with the sizes that its blocks ask for. */
  public static RandomModel mixtral(TensorType format) {
    RandomModel model = new RandomModel();
    model.format = format;
    return format.blockLength() <= 32 ? model : model.width(256).heads(4, 2, 64).feedForward(256);
  }

  /** Another seed draws other weights. */
  public RandomModel seed(long value) {
    seed = value;
    return this;
  }

  /** Whose name stands before its keys, and which names its tensors. */
  public RandomModel architecture(Architecture value) {
    architecture = value;
    return this;
  }

  /** Of all matrices, whose rows must be whole blocks; norms are F32 always. */
  public RandomModel format(TensorType value) {
    format = value;
    return this;
  }

  /** From {@link TestVocabulary#SMALLEST} to {@link TestVocabulary#LARGEST}. */
  public RandomModel vocabulary(int size) {
    vocabulary = size;
    return this;
  }

  /** How many positions a sequence may have. */
  public RandomModel context(int positions) {
    context = positions;
    return this;
  }

  /** How many layers there are. */
  public RandomModel layers(int count) {
    layers = count;
    return this;
  }

  /** The length of a token's activation. */
  public RandomModel width(int value) {
    width = value;
    return this;
  }

  /** Heads times their width need not be the model's width. */
  public RandomModel heads(int count, int keyValueCount, int eachWidth) {
    heads = count;
    kvHeads = keyValueCount;
    headWidth = eachWidth;
    return this;
  }

  /** The length of an expert's hidden activation. */
  public RandomModel feedForward(int length) {
    feedForward = length;
    return this;
  }

  /** How many experts there are and how many each token visits; 0 and 0 for a dense model. */
  public RandomModel experts(int count, int used) {
    experts = count;
    expertsUsed = used;
    return this;
  }

  /** The length of the hidden activation of an expert that every token visits besides. */
  public RandomModel sharedFeedForward(int length) {
    sharedFeedForward = length;
    return editMetadata(
        metadata ->
            metadata.put(key("expert_shared_feed_forward_length"), MetadataValue.uint32(length)));
  }

  /** What is multiplied by besides weights. */
  public RandomModel multipliers(Multipliers multipliers) {
    return editMetadata(
        metadata ->
            multipliers.metadata().forEach((name, value) -> metadata.put(key(name), value)));
  }

  /** One tensor for each expert, as in files from before April 2024, rather than all in one. */
  public RandomModel expertsApart() {
    expertsApart = true;
    return this;
  }

  /** No output matrix: the embedding serves. */
  public RandomModel tiedEmbeddings() {
    tiedEmbeddings = true;
    return this;
  }

  /** A bias for every matrix that may have one. */
  public RandomModel biases() {
    biases = true;
    return this;
  }

  /** A tensor that divides the frequencies of rotation. */
  public RandomModel ropeFactors() {
    ropeFactors = true;
    return this;
  }

  /** What attention makes of positions; their rotating width must suit the heads. */
  public RandomModel positions(Positions positions) {
    return editMetadata(
        metadata -> positions.metadata().forEach((name, value) -> metadata.put(key(name), value)));
  }

  /**
   * After so many rows a matrix repeats itself: files of hundreds of megabytes are drawn in a
   * moment.
   */
  public RandomModel distinctRows(int rows) {
    distinctRows = rows;
    return this;
  }

  /** Changes the metadata just before it is written. */
  public RandomModel editMetadata(Consumer<Map<String, MetadataValue>> edit) {
    metadataEdits.add(edit);
    return this;
  }

  /** Changes the tensors just before they are written. */
  public RandomModel editTensors(Consumer<Map<String, StoredTensor>> edit) {
    tensorEdits.add(edit);
    return this;
  }

  /** Replaces one tensor, which must be there, just before it is written. */
  public RandomModel editTensor(String name, UnaryOperator<StoredTensor> edit) {
    return editTensors(
        tensors -> tensors.put(name, edit.apply(Objects.requireNonNull(tensors.get(name), name))));
  }

  /** Makes the file. */
  public Path write(Path path) {
    Map<String, MetadataValue> metadata = metadata();
    metadataEdits.forEach(edit -> edit.accept(metadata));
    Map<String, StoredTensor> tensors = new Tensors().make();
    tensorEdits.forEach(edit -> edit.accept(tensors));
    GgufWriter writer = new GgufWriter();
    metadata.forEach(writer::metadata);
    tensors.forEach(
        (name, tensor) -> writer.tensor(name, tensor.type(), tensor.shape(), tensor.bytes()));
    try {
      writer.write(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private String key(String ownPart) {
    return architecture.name() + "." + ownPart;
  }

  private Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", MetadataValue.string(architecture.name()));
    metadata.put(key("context_length"), MetadataValue.uint32(context));
    metadata.put(key("embedding_length"), MetadataValue.uint32(width));
    metadata.put(key("block_count"), MetadataValue.uint32(layers));
    metadata.put(key("feed_forward_length"), MetadataValue.uint32(feedForward));
    metadata.put(key("attention.head_count"), MetadataValue.uint32(heads));
    metadata.put(key("attention.head_count_kv"), MetadataValue.uint32(kvHeads));
    metadata.put(key("attention.layer_norm_rms_epsilon"), MetadataValue.float32(1e-5f));
    metadata.put(key("rope.freq_base"), MetadataValue.float32(10_000));
    metadata.put(key("rope.dimension_count"), MetadataValue.uint32(headWidth));
    if (heads * headWidth != width) {
      metadata.put(key("attention.key_length"), MetadataValue.uint32(headWidth));
      metadata.put(key("attention.value_length"), MetadataValue.uint32(headWidth));
    }
    if (experts > 0) {
      metadata.put(key("expert_count"), MetadataValue.uint32(experts));
      metadata.put(key("expert_used_count"), MetadataValue.uint32(expertsUsed));
    }
    metadata.putAll(TestVocabulary.metadata(vocabulary));
    return metadata;
  }

  /** Draws the tensors, always in the same order. */
  private final class Tensors {
    private final Random random = new Random(seed);
    private final Map<String, StoredTensor> made = new LinkedHashMap<>();

    Map<String, StoredTensor> make() {
      matrix(name(TensorRole.EMBEDDING) + ".weight", vocabulary, width, row -> 1);
      for (int layer = 0; layer < layers; layer++) {
        makeLayer("blk." + layer + ".");
      }
      norm(name(TensorRole.OUTPUT_NORM) + ".weight");
      if (ropeFactors) {
        vector(name(TensorRole.ROPE_FACTORS) + ".weight", headWidth / 2, 4, 1.5);
      }
      if (!tiedEmbeddings) {
        double text = LOGIT_DEVIATION / Math.sqrt(width);
        matrix(
            name(TensorRole.OUTPUT) + ".weight",
            vocabulary,
            width,
            id -> TestVocabulary.isText(id) || id == TestVocabulary.EOS ? text : text / 10);
      }
      return made;
    }

    private String name(TensorRole role) {
      return Objects.requireNonNull(architecture.tensorNames().get(role), role.name());
    }

    private void makeLayer(String prefix) {
      norm(prefix + name(TensorRole.ATTENTION_NORM) + ".weight");
      linear(prefix + name(TensorRole.QUERY), heads * headWidth, width);
      linear(prefix + name(TensorRole.KEY), kvHeads * headWidth, width);
      linear(prefix + name(TensorRole.VALUE), kvHeads * headWidth, width);
      linear(prefix + name(TensorRole.ATTENTION_OUTPUT), width, heads * headWidth);
      if (architecture.tensorNames().containsKey(TensorRole.QUERY_NORM)) {
        headNorm(prefix + name(TensorRole.QUERY_NORM), heads);
        headNorm(prefix + name(TensorRole.KEY_NORM), kvHeads);
      }
      if (architecture.tensorNames().containsKey(TensorRole.ATTENTION_SINKS)) {
        vector(prefix + name(TensorRole.ATTENTION_SINKS) + ".weight", heads, 0, 2);
      }
      norm(prefix + name(TensorRole.FEED_FORWARD_NORM) + ".weight");
      if (experts > 0) {
        router(prefix + name(TensorRole.ROUTER));
      }
      experts(prefix + name(TensorRole.GATE), feedForward, width);
      experts(prefix + name(TensorRole.UP), feedForward, width);
      experts(prefix + name(TensorRole.DOWN), width, feedForward);
      if (sharedFeedForward > 0) {
        linear(prefix + name(TensorRole.SHARED_GATE), sharedFeedForward, width);
        linear(prefix + name(TensorRole.SHARED_UP), sharedFeedForward, width);
        linear(prefix + name(TensorRole.SHARED_DOWN), width, sharedFeedForward);
      }
    }

    private void headNorm(String name, int count) {
      boolean isOfAllHeads = architecture.queryKeyNorm() == QueryKeyNorm.ALL_HEADS;
      vector(name + ".weight", isOfAllHeads ? count * headWidth : headWidth, 1, 0.2);
    }

    private void router(String name) {
      matrix(name + ".weight", experts, width);
      if (biases && architecture.optionalBiases().contains(TensorRole.ROUTER)) {
        vector(name + ".bias", experts, 0, 0.5);
      }
    }

    private void experts(String name, int rows, int columns) {
      if (experts == 0) {
        linear(name, rows, columns);
      } else if (expertsApart) {
        for (int expert = 0; expert < experts; expert++) {
          matrix(name + "." + expert + ".weight", rows, columns);
        }
      } else {
        byte[] bytes = bytes(experts * rows, columns, row -> 1 / Math.sqrt(columns));
        List<Long> shape = List.of((long) columns, (long) rows, (long) experts);
        made.put(name + "_exps.weight", new StoredTensor(format, shape, bytes));
        if (biases) {
          vector(name + "_exps.bias", experts * rows, 0, 0.5);
          made.computeIfPresent(
              name + "_exps.bias",
              (own, flat) ->
                  new StoredTensor(
                      flat.type(), List.of((long) rows, (long) experts), flat.bytes()));
        }
      }
    }

    private void linear(String name, int rows, int columns) {
      matrix(name + ".weight", rows, columns);
      if (biases) {
        vector(name + ".bias", rows, 0, 0.5);
      }
    }

    private void matrix(String name, int rows, int columns) {
      matrix(name, rows, columns, row -> 1 / Math.sqrt(columns));
    }

    private void matrix(String name, int rows, int columns, IntToDoubleFunction deviation) {
      List<Long> shape = List.of((long) columns, (long) rows);
      made.put(name, new StoredTensor(format, shape, bytes(rows, columns, deviation)));
    }

    private byte[] bytes(int rows, int columns, IntToDoubleFunction deviation) {
      byte[] bytes = new byte[Math.toIntExact(format.bytes((long) rows * columns))];
      int rowBytes = bytes.length / rows;
      for (int row = 0; row < rows; row++) {
        byte[] drawn =
            row < distinctRows
                ? RandomWeights.bytes(format, columns, deviation.applyAsDouble(row), random)
                : Arrays.copyOfRange(
                    bytes, (row - distinctRows) * rowBytes, (row - distinctRows + 1) * rowBytes);
        System.arraycopy(drawn, 0, bytes, row * rowBytes, rowBytes);
      }
      return bytes;
    }

    private void norm(String name) {
      vector(name, width, 1, 0.2);
    }

    /**
     * Of numbers with a mean and a deviation, never quite zero or below where the mean is above.
     */
    private void vector(String name, int length, double mean, double deviation) {
      ByteBuffer values = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < length; i++) {
        double drawn = mean + deviation * random.nextGaussian();
        values.putFloat((float) (mean > 0 ? Math.max(mean / 10, drawn) : drawn));
      }
      made.put(name, new StoredTensor(TensorType.F32, List.of((long) length), values.array()));
    }
  }
}
