package io.tramontane.gguf;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a GGUF file, version 3, little-endian. Metadata and tensors keep the order in which they
 * were added; each tensor, the last too, is padded to the alignment. Not for concurrent use.
 *
 * <pre>{@code
 * new GgufWriter()
 *     .metadata("general.architecture", MetadataValue.string("llama"))
 *     .tensor("output_norm.weight", TensorType.F32, List.of(4096L), bytes)
 *     .write(Path.of("model.gguf"));
 * }</pre>
 *
 * <p>Methods throw {@link IllegalArgumentException} for what no reader would accept.
 */
public final class GgufWriter {
  /** Gives the bytes of one tensor, so that a file larger than memory can be written. */
  @FunctionalInterface
  public interface TensorSource {
    /** Writes all bytes of the tensor, in any pieces. */
    void writeTo(OutputStream out) throws IOException;
  }

  private record Entry(TensorInfo tensor, TensorSource source) {}

  private static final int VERSION = 3;
  private static final int BUFFER_BYTES = 1 << 20;

  private final Map<String, MetadataValue> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> tensors = new LinkedHashMap<>();
  private int alignment = GgufHeader.DEFAULT_ALIGNMENT;
  private long nextOffset;

  /** Adds a metadata value. */
  public GgufWriter metadata(String key, MetadataValue value) {
    if (key.equals(GgufHeader.ALIGNMENT_KEY)) {
      throw new IllegalArgumentException("Cannot add " + key + " as metadata: use alignment().");
    }
    return add(key, value);
  }

  /**
   * Starts each tensor at a multiple of this and says so in {@code general.alignment}; 32 if never
   * called.
   *
   * @param bytes a power of two, at least 8
   * @throws IllegalStateException if a tensor was added before
   */
  public GgufWriter alignment(int bytes) {
    if (bytes < 8 || Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException(
          "Cannot align to " + bytes + " bytes: it is no power of two from 8 on.");
    }
    if (!tensors.isEmpty()) {
      throw new IllegalStateException(
          "Cannot align to " + bytes + " bytes: set it before the first tensor.");
    }
    alignment = bytes;
    return add(GgufHeader.ALIGNMENT_KEY, MetadataValue.uint32(bytes));
  }

  /**
   * Adds a tensor.
   *
   * @param shape 1 to 4 dimensions, the contiguous one first
   * @param bytes its blocks row by row; not copied, read when the file is written
   */
  public GgufWriter tensor(String name, TensorType type, List<Long> shape, byte[] bytes) {
    return tensor(name, type, shape, out -> out.write(bytes));
  }

  /**
   * Adds a tensor whose bytes are asked for when the file is written.
   *
   * @param shape 1 to 4 dimensions, the contiguous one first
   */
  public GgufWriter tensor(String name, TensorType type, List<Long> shape, TensorSource source) {
    requireLength(name, TensorInfo.LONGEST_NAME);
    TensorInfo.defect(type, shape)
        .ifPresent(
            cause -> {
              throw new IllegalArgumentException(
                  "Cannot add tensor " + Quoted.name(name) + ": " + cause + ".");
            });
    TensorInfo tensor = new TensorInfo(name, type, List.copyOf(shape), nextOffset);
    if (tensors.putIfAbsent(name, new Entry(tensor, source)) != null) {
      throw new IllegalArgumentException(
          "Cannot add tensor " + Quoted.name(name) + ": it is there already.");
    }
    nextOffset = Math.addExact(tensor.end(), padding(tensor.bytes()));
    return this;
  }

  /**
   * Writes the file beside its place and moves it there when it is complete, so that no
   * half-written or changing file is ever seen at {@code path}; an existing file is replaced.
   *
   * @throws IOException if the disk or a tensor's source fails
   * @throws IllegalStateException if a source gave another number of bytes than its tensor has
   */
  public void write(Path path) throws IOException {
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(partial), BUFFER_BYTES)) {
        write(out);
      }
      Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private GgufWriter add(String key, MetadataValue value) {
    requireLength(key, GgufHeader.LONGEST_KEY);
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException(
          "Cannot add metadata " + Quoted.name(key) + ": it is there already.");
    }
    return this;
  }

  private static void requireLength(String name, int maxBytes) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw new IllegalArgumentException(
          "Cannot add %s: its name takes %s bytes, expected at most %s."
              .formatted(Quoted.name(name), bytes, maxBytes));
    }
  }

  private void write(OutputStream out) throws IOException {
    byte[] header = header();
    out.write(header);
    pad(out, header.length);
    for (Entry entry : tensors.values()) {
      TensorInfo tensor = entry.tensor();
      CountingOutputStream counting = new CountingOutputStream(out);
      entry.source().writeTo(counting);
      if (counting.count() != tensor.bytes()) {
        throw new IllegalStateException(
            "Cannot write tensor %s: its source gave %s bytes, expected %s."
                .formatted(Quoted.name(tensor.name()), counting.count(), tensor.bytes()));
      }
      pad(out, tensor.bytes());
    }
  }

  private byte[] header() {
    HeaderOutput header = new HeaderOutput();
    header.int32(GgufHeader.MAGIC);
    header.int32(VERSION);
    header.int64(tensors.size());
    header.int64(metadata.size());
    metadata.forEach(
        (key, value) -> {
          header.string(key);
          header.int32(value.type().id());
          header.value(value);
        });
    tensors.values().forEach(entry -> header.tensor(entry.tensor()));
    return header.toByteArray();
  }

  private void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[padding(written)]);
  }

  private int padding(long written) {
    return (int) (-written & (alignment - 1));
  }
}
