package io.tramontane.transformer;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The sliding window of Mistral 7B v0.1 (Jiang et al., "Mistral 7B", 2023), which its GGUF files do
 * not record.
 *
 * <p>It is known by its name or, since whoever trains it on gives it another, by its sizes: later
 * versions, and other models of these sizes, have another base of frequencies.
 */
final class UnrecordedWindow {
  private static final int MISTRAL_7B_V01 = 4096;

  private static final Pattern NAME =
      Pattern.compile(
          "(.*[^a-z0-9])?mistral[-_ ]7b([-_ ]instruct)?[-_ ]v0\\.1\\b.*", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Integer> SIZES =
      Map.of(
          "embedding_length", 4096,
          "block_count", 32,
          "feed_forward_length", 14_336,
          "attention.head_count", 32,
          "attention.head_count_kv", 8);

  private static final float ROPE_BASE = 10_000f;

  private UnrecordedWindow() {}

  /** A model's window in positions, or 0 if it has none that is known. */
  static int of(ArchitectureKeys keys) {
    return isNamed(keys) || hasSizes(keys) ? MISTRAL_7B_V01 : 0;
  }

  private static boolean isNamed(ArchitectureKeys keys) {
    String parts =
        String.join(
            "-",
            keys.general("basename"),
            keys.general("size_label"),
            keys.general("finetune"),
            keys.general("version"));
    return NAME.matcher(keys.general("name")).matches()
        || NAME.matcher(parts.replace("--", "-")).matches();
  }

  private static boolean hasSizes(ArchitectureKeys keys) {
    return SIZES.entrySet().stream()
            .allMatch(size -> keys.integer(size.getKey(), 0) == size.getValue())
        && keys.integer("expert_count", 0) == 0
        && keys.floatValue("rope.freq_base", ROPE_BASE) == ROPE_BASE;
  }
}
