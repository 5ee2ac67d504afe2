package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.MetadataValue;
import java.util.LinkedHashMap;
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
 * @param positions what attention makes of positions
 * @param feedForward the length of an expert's hidden activation
 * @param experts how many experts, or 0 in a dense model
 * @param expertsUsed how many experts each token visits, or 0 in a dense model
 * @param sharedFeedForward the length of the hidden activation of an expert that every token visits
 *     besides, or 0 without
 * @param normEpsilon added to the mean square in norms
 * @param multipliers what is multiplied by besides weights
 */
public record HyperParameters(
    int vocabulary,
    int context,
    int width,
    int layers,
    int heads,
    int kvHeads,
    int headWidth,
    Positions positions,
    int feedForward,
    int experts,
    int expertsUsed,
    int sharedFeedForward,
    float normEpsilon,
    Multipliers multipliers) {

  /** Without a shared expert, and with weights alone to multiply by. */
  public HyperParameters(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int kvHeads,
      int headWidth,
      Positions positions,
      int feedForward,
      int experts,
      int expertsUsed,
      float normEpsilon) {
    this(
        vocabulary,
        context,
        width,
        layers,
        heads,
        kvHeads,
        headWidth,
        positions,
        feedForward,
        experts,
        expertsUsed,
        0,
        normEpsilon,
        Multipliers.NONE);
  }

  /**
   * Reads and checks them.
   *
   * @throws InvalidInputException if the file's architecture is not known, a key is absent, values
   *     do not fit together (the message lists every misfit), or a key says something that the
   *     engine does not know
   */
  public static HyperParameters of(GgufFile file) {
    return of(Architectures.of(file), file);
  }

  static HyperParameters of(Architecture architecture, GgufFile file) {
    ArchitectureKeys keys = new ArchitectureKeys(architecture, file);
    int width = keys.integer("embedding_length");
    int heads = keys.integer("attention.head_count");
    int headWidth = keys.integer("attention.key_length", heads > 0 ? width / heads : 0);
    int experts = keys.integer("expert_count", 0);
    int feedForward = keys.integer("feed_forward_length");
    HyperParameters read =
        new HyperParameters(
            // More rows than an int counts fit no vocabulary: the tensor's shape is then refused.
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    file.tensor(architecture.tensor(TensorRole.EMBEDDING)).rows()),
            keys.integer("context_length"),
            width,
            keys.integer("block_count"),
            heads,
            keys.ofAllLayers("attention.head_count_kv", heads),
            headWidth,
            Positions.of(architecture, keys, headWidth),
            experts > 0 ? keys.integer("expert_feed_forward_length", feedForward) : feedForward,
            experts,
            experts > 0 ? keys.integer("expert_used_count") : 0,
            sharedFeedForward(architecture, keys, experts, feedForward),
            keys.floatValue("attention.layer_norm_rms_epsilon"),
            architecture.hasMultipliers() ? Multipliers.of(keys) : Multipliers.NONE);
    read.check(keys);
    requireRouter(architecture.router(), keys);
    keys.requireUnderstood();
    return read;
  }

  /** Of a dense model, Granite's files give the length of its only network. */
  private static int sharedFeedForward(
      Architecture architecture, ArchitectureKeys keys, int experts, int feedForward) {
    if (!architecture.has(TensorRole.SHARED_GATE)) {
      return 0;
    }
    int stored = keys.integer("expert_shared_feed_forward_length", 0);
    if (experts == 0 && stored != 0 && stored != feedForward) {
      keys.misfit(
          "expert_shared_feed_forward_length", stored, feedForward + ", as there are no experts");
    }
    return experts == 0 ? 0 : stored;
  }

  private static void requireRouter(Router router, ArchitectureKeys keys) {
    boolean sumsTo1 = keys.booleanValue("expert_weights_norm", router.sumsTo1());
    if (sumsTo1 != router.sumsTo1()) {
      keys.misfit("expert_weights_norm", sumsTo1, String.valueOf(router.sumsTo1()));
    }
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
    positions.metadata().forEach((key, value) -> metadata.put(architecture.key(key), value));
    multipliers.metadata().forEach((key, value) -> metadata.put(architecture.key(key), value));
    metadata.put(architecture.key("vocab_size"), MetadataValue.uint32(vocabulary));
    if (hasExperts()) {
      metadata.put(
          architecture.key("expert_feed_forward_length"), MetadataValue.uint32(feedForward));
      metadata.put(architecture.key("expert_count"), MetadataValue.uint32(experts));
      metadata.put(architecture.key("expert_used_count"), MetadataValue.uint32(expertsUsed));
    }
    if (sharedFeedForward > 0) {
      metadata.put(
          architecture.key("expert_shared_feed_forward_length"),
          MetadataValue.uint32(sharedFeedForward));
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

  private void check(ArchitectureKeys keys) {
    keys.requirePositive("context_length", context);
    keys.requirePositive("embedding_length", width);
    keys.requirePositive("block_count", layers);
    keys.requirePositive("attention.head_count", heads);
    keys.requirePositive("attention.head_count_kv", kvHeads);
    keys.requirePositive("attention.key_length", headWidth);
    keys.requirePositive("feed_forward_length", feedForward);
    keys.requireFrom0("expert_count", experts);
    keys.requireFrom0("expert_shared_feed_forward_length", sharedFeedForward);
    if ((long) heads * headWidth > Integer.MAX_VALUE) {
      keys.misfit("%s query heads of width %s are too many".formatted(heads, headWidth));
    }
    if (heads > 0 && kvHeads > 0 && heads % kvHeads != 0) {
      keys.misfit("%s query heads cannot share %s key-value heads".formatted(heads, kvHeads));
    }
    if (!(normEpsilon >= 0 && normEpsilon < 1)) {
      keys.misfit("attention.layer_norm_rms_epsilon", normEpsilon, "0 to 1");
    }
    if (experts > 0 && (expertsUsed < 1 || expertsUsed > experts)) {
      keys.misfit(
          "expert_used_count", expertsUsed + " of " + experts + " experts", "1 to " + experts);
    }
    int valueLength = keys.integer("attention.value_length", headWidth);
    if (valueLength != headWidth) {
      keys.misfit("attention.value_length", valueLength, "the key length, " + headWidth);
    }
  }
}
