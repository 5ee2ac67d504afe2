package io.tramontane.testing;

import io.tramontane.gguf.MetadataValue;
import io.tramontane.testing.RandomModel.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * Model files of random weights with the chat formats of models that think before they answer, and
 * the control tokens of these. Some thoughts end by themselves, others do not, and so do answers.
 */
public final class ThinkingModel {
  private static final int SIZE = 333;
  private static final int CONTEXT = 1024;

  /** How much larger the logits of the token are that ends thoughts. */
  private static final float LARGER = 1.8f;

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
   * @param often those that it generates as often as text, first the one that ends thoughts, which
   *     it generates more often
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
        .seed(4)
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
        .editTensor("output.weight", output -> withLargerRow(output, vocabulary.id(often.get(0))))
        .write(file);
  }

  /** Its token is more probable after some prompts, and less after others. */
  private static StoredTensor withLargerRow(StoredTensor matrix, int row) {
    ByteBuffer values = ByteBuffer.wrap(matrix.bytes().clone()).order(ByteOrder.LITTLE_ENDIAN);
    int columns = Math.toIntExact(matrix.shape().get(0));
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      values.putFloat(i * Float.BYTES, LARGER * values.getFloat(i * Float.BYTES));
    }
    return new StoredTensor(matrix.type(), matrix.shape(), values.array());
  }

  private static String letter(int index) {
    return String.valueOf(LETTERS.charAt(index));
  }
}
