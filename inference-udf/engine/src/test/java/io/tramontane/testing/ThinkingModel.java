package io.tramontane.testing;

import io.tramontane.gguf.MetadataValue;
import java.nio.file.Path;
import java.util.List;

/**
 * Model files of random weights with the chat formats of models that think before they answer, and
 * the control tokens of these. Some thoughts end by themselves, others do not, and so do answers.
 */
public final class ThinkingModel {
  private static final int SIZE = 333;
  private static final int CONTEXT = 1024;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private ThinkingModel() {}

  /** One that is recognized as Qwen 3. */
  public static Path qwen3(Path file) {
    return write(
        file,
        "{{ '<|im_start|>' }}{% if enable_thinking is defined %}{% endif %}",
        "<|im_end|>",
        List.of("<|im_start|>", "<think>"),
        List.of("</think>", "<|im_end|>"));
  }

  /** One that is recognized as gpt-oss, whose prompts name a day. */
  public static Path gptOss(Path file) {
    return write(
        file,
        "{{ '<|start|>assistant<|channel|>analysis<|message|>' }}",
        "<|return|>",
        List.of("<|start|>", "<|message|>", "<|channel|>"),
        List.of(ByteLevelBuilder.END, "<|return|>"));
  }

  /**
   * Writes a model.
   *
   * @param seldom control tokens that the model hardly ever generates
   * @param often those that it generates as often as text
   */
  private static Path write(
      Path file, String template, String eos, List<String> seldom, List<String> often) {
    ByteLevelBuilder vocabulary = new ByteLevelBuilder();
    // The ids up to TestVocabulary.FIRST_TEXT are the improbable ones.
    vocabulary.pieces().remove(vocabulary.id(ByteLevelBuilder.END));
    vocabulary.types().remove(vocabulary.types().size() - 1);
    seldom.forEach(vocabulary::control);
    while (vocabulary.pieces().size() < TestVocabulary.FIRST_TEXT) {
      vocabulary.control("<|unused" + vocabulary.pieces().size() + "|>");
    }
    often.forEach(vocabulary::control);
    // A line feed is written so.
    vocabulary.merge("Ċ", "Ċ");
    for (int pair = 0; vocabulary.pieces().size() < SIZE; pair++) {
      vocabulary.merge(letter(pair / LETTERS.length()), letter(pair % LETTERS.length()));
    }
    return RandomModel.dense()
        .vocabulary(SIZE)
        .context(CONTEXT)
        .editMetadata(
            metadata -> {
              metadata.put("tokenizer.chat_template", MetadataValue.string(template));
              metadata.put("tokenizer.ggml.model", MetadataValue.string("gpt2"));
              metadata.put("tokenizer.ggml.pre", MetadataValue.string("qwen2"));
              metadata.put("tokenizer.ggml.tokens", MetadataValue.strings(vocabulary.pieces()));
              metadata.put(
                  "tokenizer.ggml.token_type",
                  MetadataValue.int32s(
                      vocabulary.types().stream().mapToInt(Integer::intValue).toArray()));
              metadata.put("tokenizer.ggml.merges", MetadataValue.strings(vocabulary.merges()));
              metadata.put("tokenizer.ggml.eos_token_id", MetadataValue.uint32(vocabulary.id(eos)));
              metadata.put("tokenizer.ggml.add_bos_token", MetadataValue.bool(false));
              List.of("scores", "bos_token_id", "unknown_token_id")
                  .forEach(name -> metadata.remove("tokenizer.ggml." + name));
            })
        .write(file);
  }

  private static String letter(int index) {
    return String.valueOf(LETTERS.charAt(index));
  }
}
