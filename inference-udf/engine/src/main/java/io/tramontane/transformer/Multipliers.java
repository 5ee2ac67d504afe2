package io.tramontane.transformer;

import io.tramontane.gguf.MetadataValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What some architectures multiply by besides weights ("Power Scheduler", Shen et al., 2024, for
 * Granite). Immutable.
 *
 * @param embedding of a token's vector
 * @param residual of what each half of a layer adds
 * @param attention of the products of queries and keys; 0 stands for one over the root of a head's
 *     width
 * @param logits what logits are divided by
 */
public record Multipliers(float embedding, float residual, float attention, float logits) {
  /** Nothing is multiplied but by weights. */
  public static final Multipliers NONE = new Multipliers(1, 1, 0, 1);

  /** Reads and checks them. A value that is absent, or 0, changes nothing. */
  static Multipliers of(ArchitectureKeys keys) {
    return new Multipliers(
        read(keys, "embedding_scale", 1),
        read(keys, "residual_scale", 1),
        read(keys, "attention.scale", 0),
        read(keys, "logit_scale", 1));
  }

  private static float read(ArchitectureKeys keys, String ownPart, float neutral) {
    float stored = keys.floatValue(ownPart, 0f);
    if (stored == 0) {
      return neutral;
    }
    keys.requirePositive(ownPart, stored);
    return stored;
  }

  /** What the products of queries and keys are multiplied by, for heads of a width. */
  float attention(int headWidth) {
    return attention == 0 ? (float) (1.0 / Math.sqrt(headWidth)) : attention;
  }

  /** What a GGUF file says of them, each key without the architecture's name. */
  public Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    if (!equals(NONE)) {
      metadata.put("embedding_scale", MetadataValue.float32(embedding));
      metadata.put("residual_scale", MetadataValue.float32(residual));
      metadata.put("attention.scale", MetadataValue.float32(attention));
      metadata.put("logit_scale", MetadataValue.float32(logits));
    }
    return metadata;
  }
}
