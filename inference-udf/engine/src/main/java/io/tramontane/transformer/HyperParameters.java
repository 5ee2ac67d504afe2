package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.gguf.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of a model.
 *
 * @param vocabulary how many token ids there are
 * @param context the most positions a sequence may have
 * @param width the length of a token's activation ("embedding length")
 * @param layers how many blocks of attention and feed-forward
 * @param heads query heads
 * @param kvHeads key-value heads, a divisor of {@code heads}
 * @param headWidth the length of a query, key or value vector of one head
 * @param ropeWidth how many leading elements of a head rotate, even
 * @param ropeBase the base of the rotation's frequencies
 * @param feedForward the length of an expert's hidden activation
 * @param experts how many experts, or 0 in a dense model
 * @param expertsUsed how many experts each token visits, or 0 in a dense model
 * @param normEpsilon added to the mean square in norms
 */
public record HyperParameters(
    int vocabulary,
    int context,
    int width,
    int layers,
    int heads,
    int kvHeads,
    int headWidth,
    int ropeWidth,
    float ropeBase,
    int feedForward,
    int experts,
    int expertsUsed,
    float normEpsilon) {

  /**
   * Reads and checks them.
   *
   * @throws InvalidInputException if the file's architecture is not known, a key is absent, or
   *     values do not fit together; the message lists every misfit
   */
  public static HyperParameters of(GgufFile file) {
    return of(Architectures.of(file), file);
  }

  static HyperParameters of(Architecture architecture, GgufFile file) {
    GgufMetadata metadata = file.metadata();
    int width = metadata.integer(architecture.key("embedding_length"));
    int heads = metadata.integer(architecture.key("attention.head_count"));
    int headWidth =
        metadata.integer(architecture.key("attention.key_length"), heads > 0 ? width / heads : 0);
    int experts = metadata.integer(architecture.key("expert_count"), 0);
    HyperParameters read =
        new HyperParameters(
            // More rows than an int counts fit no vocabulary: the tensor's shape is then refused.
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    file.tensor(architecture.tensor(TensorRole.EMBEDDING)).rows()),
            metadata.integer(architecture.key("context_length")),
            width,
            metadata.integer(architecture.key("block_count")),
            heads,
            metadata.integer(architecture.key("attention.head_count_kv"), heads),
            headWidth,
            metadata.integer(architecture.key("rope.dimension_count"), headWidth),
            metadata.floatValue(architecture.key("rope.freq_base"), 10000f),
            metadata.integer(architecture.key("feed_forward_length")),
            experts,
            experts > 0 ? metadata.integer(architecture.key("expert_used_count")) : 0,
            metadata.floatValue(architecture.key("attention.layer_norm_rms_epsilon")));
    read.check(architecture, file);
    return read;
  }

  /** What a GGUF file of an architecture says of them, so that {@link #of} reads the same. */
  public Map<String, MetadataValue> metadata(Architecture architecture) {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", MetadataValue.string(architecture.name()));
    metadata.put(architecture.key("context_length"), MetadataValue.uint32(context));
    metadata.put(architecture.key("embedding_length"), MetadataValue.uint32(width));
    metadata.put(architecture.key("block_count"), MetadataValue.uint32(layers));
    metadata.put(architecture.key("feed_forward_length"), MetadataValue.uint32(feedForward));
    metadata.put(architecture.key("attention.head_count"), MetadataValue.uint32(heads));
    metadata.put(architecture.key("attention.head_count_kv"), MetadataValue.uint32(kvHeads));
    metadata.put(architecture.key("attention.key_length"), MetadataValue.uint32(headWidth));
    metadata.put(architecture.key("attention.value_length"), MetadataValue.uint32(headWidth));
    metadata.put(
        architecture.key("attention.layer_norm_rms_epsilon"), MetadataValue.float32(normEpsilon));
    metadata.put(architecture.key("rope.dimension_count"), MetadataValue.uint32(ropeWidth));
    metadata.put(architecture.key("rope.freq_base"), MetadataValue.float32(ropeBase));
    metadata.put(architecture.key("vocab_size"), MetadataValue.uint32(vocabulary));
    if (hasExperts()) {
      metadata.put(architecture.key("expert_count"), MetadataValue.uint32(experts));
      metadata.put(architecture.key("expert_used_count"), MetadataValue.uint32(expertsUsed));
    }
    return metadata;
  }

  /** Whether tokens visit a few of several experts. */
  public boolean hasExperts() {
    return experts > 0;
  }

  /** The length of a token's queries, all heads together. */
  public int queryWidth() {
    return heads * headWidth;
  }

  /** The length of a token's keys, and of its values, all key-value heads together. */
  public int kvWidth() {
    return kvHeads * headWidth;
  }

  /** How many query heads share a key-value head. */
  public int headsPerKvHead() {
    return heads / kvHeads;
  }

  private void check(Architecture architecture, GgufFile file) {
    GgufMetadata metadata = file.metadata();
    List<String> misfits = new ArrayList<>();
    requirePositive(misfits, architecture.key("context_length"), context);
    requirePositive(misfits, architecture.key("embedding_length"), width);
    requirePositive(misfits, architecture.key("block_count"), layers);
    requirePositive(misfits, architecture.key("attention.head_count"), heads);
    requirePositive(misfits, architecture.key("attention.head_count_kv"), kvHeads);
    requirePositive(misfits, architecture.key("attention.key_length"), headWidth);
    requirePositive(misfits, architecture.key("feed_forward_length"), feedForward);
    if ((long) heads * headWidth > Integer.MAX_VALUE) {
      misfits.add("%s query heads of width %s are too many".formatted(heads, headWidth));
    }
    if (heads > 0 && kvHeads > 0 && heads % kvHeads != 0) {
      misfits.add("%s query heads cannot share %s key-value heads".formatted(heads, kvHeads));
    }
    if (ropeWidth < 0 || ropeWidth > headWidth || ropeWidth % 2 != 0) {
      misfits.add(
          "%s is %s, expected an even number up to the head's %s"
              .formatted(architecture.key("rope.dimension_count"), ropeWidth, headWidth));
    }
    if (!(ropeBase > 0 && Float.isFinite(ropeBase))) {
      misfits.add(
          "%s is %s, expected a positive number"
              .formatted(architecture.key("rope.freq_base"), ropeBase));
    }
    if (!(normEpsilon >= 0 && normEpsilon < 1)) {
      misfits.add(
          "%s is %s, expected 0 to 1"
              .formatted(architecture.key("attention.layer_norm_rms_epsilon"), normEpsilon));
    }
    if (experts < 0) {
      misfits.add(
          "%s is %s, expected at least 0".formatted(architecture.key("expert_count"), experts));
    }
    if (experts > 0 && (expertsUsed < 1 || expertsUsed > experts)) {
      misfits.add(
          "%s is %s of %s experts, expected 1 to %s"
              .formatted(architecture.key("expert_used_count"), expertsUsed, experts, experts));
    }
    int valueLength = metadata.integer(architecture.key("attention.value_length"), headWidth);
    if (valueLength != headWidth) {
      misfits.add(
          "%s is %s, expected the key length, %s"
              .formatted(architecture.key("attention.value_length"), valueLength, headWidth));
    }
    requireNoRopeScaling(misfits, architecture, metadata);
    if (!misfits.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use model %s: %s. Use another file of the model."
              .formatted(file.paths().get(0), String.join("; ", misfits)));
    }
  }

  /** As in llama.cpp, a factor counts where no type is given; 0 stands for 1. */
  private static void requireNoRopeScaling(
      List<String> misfits, Architecture architecture, GgufMetadata metadata) {
    String type = architecture.key("rope.scaling.type");
    if (metadata.has(type)) {
      String scaling = metadata.string(type);
      if (!scaling.equals("none")) {
        misfits.add(type + " is " + scaling + ", expected none");
      }
      return;
    }
    for (String ownPart : List.of("rope.scaling.factor", "rope.scale_linear")) {
      String key = architecture.key(ownPart);
      float factor = metadata.floatValue(key, 1f);
      if (factor != 0 && factor != 1) {
        misfits.add(key + " is " + factor + ", expected 1");
      }
    }
  }

  private static void requirePositive(List<String> misfits, String key, int value) {
    if (value < 1) {
      misfits.add(key + " is " + value + ", expected at least 1");
    }
  }
}
