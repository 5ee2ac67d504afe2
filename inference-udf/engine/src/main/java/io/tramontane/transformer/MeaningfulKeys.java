package io.tramontane.transformer;

import io.tramontane.gguf.MetadataValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which metadata keys of a model shape its logits, by their names without the architecture's. A
 * file with such a key that the engine does not know is not run.
 */
final class MeaningfulKeys {
  /** What stands in the names of keys of attention, rotation, experts, scales and soft-capping. */
  private static final List<String> SUBJECTS =
      List.of("attention.", "rope.", "expert", "moe", "scale", "softcapping", "window");

  /** Those that change nothing, whatever they say: llama.cpp's own models ignore them too. */
  private static final Set<String> HARMLESS =
      Set.of(
          // Of another kind of norm than these architectures have.
          "attention.layer_norm_epsilon",
          // Which pairs rotate by which coordinate of an image: of text all are the position.
          "rope.dimension_sections",
          // Whether the longer context was trained; and its length before, where nothing is scaled.
          "rope.scaling.finetuned",
          "rope.scaling.original_context_length");

  /** Those that change nothing while they say what the engine does anyway. */
  private static final Map<String, Set<String>> HARMLESS_VALUES =
      Map.ofEntries(
          Map.entry("attention.causal", Set.of("true")),
          Map.entry("attention.clamp_kqv", Set.of("0.0")),
          Map.entry("attention.max_alibi_bias", Set.of("0.0")),
          Map.entry("attention.sliding_window", Set.of("0")),
          Map.entry("attn_logit_softcapping", Set.of("0.0")),
          Map.entry("final_logit_softcapping", Set.of("0.0")),
          Map.entry("embedding_scale", Set.of("1.0")),
          Map.entry("logit_scale", Set.of("1.0")),
          Map.entry("residual_scale", Set.of("1.0")),
          Map.entry("expert_gating_func", Set.of("1")),
          Map.entry("expert_group_count", Set.of("0", "1")),
          Map.entry("expert_group_used_count", Set.of("0", "1")),
          Map.entry("expert_shared_count", Set.of("0")),
          Map.entry("expert_used_count", Set.of("0")),
          Map.entry("expert_weights_scale", Set.of("0.0", "1.0")),
          Map.entry("rope.scaling.attn_factor", Set.of("1.0")));

  private MeaningfulKeys() {}

  /** Whether a model that has this value under this key may compute something else for it. */
  static boolean isMeaningful(String ownPart, MetadataValue value) {
    return SUBJECTS.stream().anyMatch(ownPart::contains)
        && !HARMLESS.contains(ownPart)
        && !HARMLESS_VALUES.getOrDefault(ownPart, Set.of()).contains(value.toString());
  }
}
