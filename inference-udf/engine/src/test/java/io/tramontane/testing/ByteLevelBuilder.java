package io.tramontane.testing;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.tokenizer.ByteAlphabet;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts small byte-level vocabularies together for tests: the bytes and {@link #END} first, then
 * what is added. The lists may be damaged before {@link #tokenizer} is called.
 */
public final class ByteLevelBuilder {
  /** The control piece that ends an answer. */
  public static final String END = "<|end|>";

  private static final int NORMAL_TYPE = 1;
  private static final int CONTROL_TYPE = 3;
  private static final int USER_DEFINED_TYPE = 4;

  private final List<String> pieces = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();

  /** With the 256 bytes, a piece each, and {@link #END}. */
  public ByteLevelBuilder() {
    IntStream.range(0, 256)
        .mapToObj(ByteAlphabet::character)
        .map(String::valueOf)
        .forEach(this::normal);
    control(END);
  }

  /** Adds a piece, written in the byte alphabet, to which nothing merges; gives its id. */
  public int normal(String piece) {
    return add(piece, NORMAL_TYPE);
  }

  /** Adds a control piece; gives its id. */
  public int control(String piece) {
    return add(piece, CONTROL_TYPE);
  }

  /** Adds a piece that is taken before anything is merged; gives its id. */
  public int userDefined(String piece) {
    return add(piece, USER_DEFINED_TYPE);
  }

  /** Adds a piece with the merge that makes it, which is due behind those before it. */
  public ByteLevelBuilder merge(String left, String right) {
    normal(left + right);
    merges.add(left + " " + right);
    return this;
  }

  /** The id of the first piece that is written so. */
  public int id(String piece) {
    return pieces.indexOf(piece);
  }

  /** How each piece is written. */
  public List<String> pieces() {
    return pieces;
  }

  /** The type of each piece, in GGUF's numbers. */
  public List<Integer> types() {
    return types;
  }

  /** The merges as files write them. */
  public List<String> merges() {
    return merges;
  }

  /**
   * A tokenizer for it.
   *
   * @param file where a model file with nothing else is written
   * @param pre how text is split into words
   */
  public Tokenizer tokenizer(Path file, String pre) throws IOException {
    write(file, pre);
    try (GgufFile opened = GgufFile.open(file)) {
      return Tokenizer.from(opened.metadata());
    }
  }

  /**
   * Writes a model file with nothing else.
   *
   * @param pre how text is split into words; null leaves that out
   */
  public void write(Path file, @Nullable String pre) throws IOException {
    GgufWriter writer = new GgufWriter();
    if (pre != null) {
      writer.metadata("tokenizer.ggml.pre", MetadataValue.string(pre));
    }
    writer
        .metadata("tokenizer.ggml.model", MetadataValue.string("gpt2"))
        .metadata("tokenizer.ggml.tokens", MetadataValue.strings(pieces))
        .metadata(
            "tokenizer.ggml.token_type",
            MetadataValue.int32s(types.stream().mapToInt(type -> type).toArray()))
        .metadata("tokenizer.ggml.merges", MetadataValue.strings(merges))
        .metadata("tokenizer.ggml.eos_token_id", MetadataValue.uint32(Math.max(0, id(END))))
        .write(file);
  }

  private int add(String piece, int type) {
    pieces.add(piece);
    types.add(type);
    return pieces.size() - 1;
  }
}
