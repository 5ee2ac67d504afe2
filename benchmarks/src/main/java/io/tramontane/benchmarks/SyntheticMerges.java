package io.tramontane.benchmarks;

import io.tramontane.benchmarks.SyntheticWords.Word;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.tokenizer.ByteAlphabet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A byte-level vocabulary of any size for models of random weights, which splits text as Mistral's
 * tekken does: its control pieces, the 256 bytes, then {@linkplain SyntheticWords words}, each with
 * the merge that makes it.
 */
final class SyntheticMerges {
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;

  private static final List<String> CONTROLS = List.of("<unk>", "<s>", "</s>", "[INST]", "[/INST]");

  private SyntheticMerges() {}

  /** What a GGUF file says of its tokenizer. */
  static Map<String, MetadataValue> metadata(int size) {
    List<String> bytes =
        IntStream.range(0, 256).mapToObj(ByteAlphabet::character).map(String::valueOf).toList();
    String space = bytes.get(' ');
    List<Word> words = SyntheticWords.first(size - CONTROLS.size() - bytes.size(), space);
    List<String> pieces =
        Stream.of(CONTROLS.stream(), bytes.stream(), words.stream().map(Word::text))
            .flatMap(part -> part)
            .toList();
    int[] types =
        IntStream.range(0, size).map(id -> id < CONTROLS.size() ? CONTROL : NORMAL).toArray();
    List<String> merges = words.stream().map(word -> word.start() + " " + word.end()).toList();
    return Map.of(
        "tokenizer.ggml.model", MetadataValue.string("gpt2"),
        "tokenizer.ggml.pre", MetadataValue.string("tekken"),
        "tokenizer.ggml.tokens", MetadataValue.strings(pieces),
        "tokenizer.ggml.token_type", MetadataValue.int32s(types),
        "tokenizer.ggml.merges", MetadataValue.strings(merges),
        "tokenizer.ggml.bos_token_id", MetadataValue.uint32(CONTROLS.indexOf("<s>")),
        "tokenizer.ggml.eos_token_id", MetadataValue.uint32(CONTROLS.indexOf("</s>")));
  }
}
