package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.files.FileIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open model: one GGUF file, or all parts of one that llama.cpp's gguf-split has cut.
 *
 * <p>{@link #open} reads and checks the headers and maps the tensor data read-only, without reading
 * it; so all JVMs of a host share one physical copy. {@link #close} unmaps. Safe for concurrent
 * use; reads that overlap with {@code close} either finish before it or throw {@link
 * IllegalStateException}.
 *
 * <p>The file must not be changed while it is open. {@link #requireUnchanged} tells whether it was;
 * a file that was shortened cannot be read any more, which Java code gets as an {@link
 * InternalError}, and native code as the end of the JVM.
 *
 * <p>Text in a file must be UTF-8, names, values and elements of arrays alike. llama.cpp's
 * converters write token pieces so: a byte that is no text of its own is a piece such as {@code
 * <0x0A>}.
 *
 * <pre>{@code
 * try (GgufFile file = GgufFile.open(Path.of("mixtral-q4_k.gguf"))) {
 *   String name = file.metadata().string("general.name");
 *   GgufTensor embedding = file.tensor("token_embd.weight");
 *   byte[] row = new byte[(int) embedding.rowBytes()];
 *   embedding.read(token * embedding.rowBytes(), row, 0, row.length);
 * }
 * }</pre>
 */
public final class GgufFile implements AutoCloseable {
  private final List<GgufPart> parts;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(List<GgufPart> parts, Map<String, GgufTensor> tensors) {
    this.parts = List.copyOf(parts);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a model.
   *
   * @param path the file; of a split, its first part
   * @throws InvalidInputException if a file is missing, unreadable or wrong in any way; the message
   *     names the file, and the tensor or key
   * @throws io.tramontane.failure.InsufficientResourcesException if the disk fails or memory cannot
   *     be mapped
   */
  public static GgufFile open(Path path) {
    return open(path, MappedRegion.SEGMENT_BYTES);
  }

  static GgufFile open(Path path, int segmentBytes) {
    List<GgufPart> parts = new ArrayList<>();
    try {
      parts.add(GgufPart.open(path, segmentBytes));
      Optional<Split> split = Split.of(parts.get(0));
      split.ifPresent(found -> found.addOthers(parts, segmentBytes));
      Map<String, GgufTensor> tensors = tensors(parts);
      split.ifPresent(found -> found.requireTensorCount(tensors.size()));
      return new GgufFile(parts, tensors);
    } catch (RuntimeException | Error e) {
      parts.forEach(GgufPart::close);
      throw e;
    }
  }

  private static Map<String, GgufTensor> tensors(List<GgufPart> parts) {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (GgufPart part : parts) {
      for (TensorInfo info : part.header().tensors()) {
        if (tensors.putIfAbsent(info.name(), new GgufTensor(info, part.data())) != null) {
          throw new InvalidInputException(
              "Cannot open %s: tensor %s is also in another part. Fetch or split the model again."
                  .formatted(part.file(), Quoted.name(info.name())));
        }
      }
    }
    return tensors;
  }

  /** The metadata; of a split, that of its first part. */
  public GgufMetadata metadata() {
    return parts.get(0).header().metadata();
  }

  /** Names of all tensors in file order. */
  public Set<String> tensorNames() {
    return tensors.keySet();
  }

  /** Whether there is such a tensor. */
  public boolean hasTensor(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of this name.
   *
   * @throws InvalidInputException if there is none
   */
  public GgufTensor tensor(String name) {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException(
          "Cannot find tensor %s in %s: none of its %s tensors has that name. Use a whole model."
              .formatted(Quoted.name(name), parts.get(0).file(), tensors.size()));
    }
    return tensor;
  }

  /** The file, or all parts of the split in order. */
  public List<Path> paths() {
    return parts.stream().map(GgufPart::file).toList();
  }

  /** The files that are mapped, as they were when they were opened, in order. */
  public List<FileIdentity> files() {
    return parts.stream().map(GgufPart::identity).toList();
  }

  /**
   * Checks that what is mapped is still what was opened. Takes some microseconds a part.
   *
   * @throws io.tramontane.failure.InsufficientResourcesException if a file was changed, replaced or
   *     removed
   */
  public void requireUnchanged() {
    parts.forEach(part -> part.identity().requireUnchanged());
  }

  /** Unmaps all files. Its tensors cannot be read any more. Without effect the second time. */
  @Override
  public void close() {
    parts.forEach(GgufPart::close);
  }
}
