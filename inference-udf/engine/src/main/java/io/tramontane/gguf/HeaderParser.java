package io.tramontane.gguf;

import static java.util.Comparator.comparingLong;

import io.tramontane.gguf.MetadataValue.ArrayValue;
import io.tramontane.gguf.MetadataValue.StringValue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a header and checks all that it says, alone and against the size of the file. */
final class HeaderParser {
  /** llama.cpp knows no arrays in arrays; the specification does and sets no bound. */
  static final int DEEPEST_ARRAY = 8;

  /** No list starts larger than this, whatever count the file announces. */
  private static final int FIRST_CAPACITY = 1024;

  private static final int MIN_METADATA_BYTES = 8 + 4 + 1;
  private static final int MIN_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

  private final HeaderInput input;

  private HeaderParser(HeaderInput input) {
    this.input = input;
  }

  /**
   * The header of this file.
   *
   * @throws io.tramontane.failure.InvalidInputException if anything in it is wrong
   */
  static GgufHeader parse(Path file, FileChannel channel) throws IOException {
    return new HeaderParser(new HeaderInput(file, channel)).header();
  }

  private GgufHeader header() throws IOException {
    requireMagic();
    requireVersion();
    input.reading("the number of tensors");
    int tensorCount = input.count(input.int64(), MIN_TENSOR_BYTES);
    input.reading("the number of metadata values");
    int metadataCount = input.count(input.int64(), MIN_METADATA_BYTES);
    GgufMetadata metadata = metadata(metadataCount);
    int alignment = alignment(metadata);
    List<TensorInfo> tensors = tensors(tensorCount);
    long dataStart = (input.position() + alignment - 1) / alignment * alignment;
    for (TensorInfo tensor : tensors) {
      requirePlace(tensor, alignment, Math.max(0, input.fileBytes() - dataStart));
    }
    requireDisjoint(tensors);
    return new GgufHeader(metadata, List.copyOf(tensors), dataStart);
  }

  private void requireMagic() throws IOException {
    if (input.fileBytes() == 0) {
      throw input.damaged("the file is empty");
    }
    input.reading("the magic number");
    int magic = input.int32();
    if (magic != GgufHeader.MAGIC) {
      throw input.invalid(
          String.format(
              Locale.ROOT,
              "found bytes %08x, expected %08x (\"GGUF\")",
              Integer.reverseBytes(magic),
              Integer.reverseBytes(GgufHeader.MAGIC)),
          "Give a GGUF file, or convert the model to one");
    }
  }

  private void requireVersion() throws IOException {
    input.reading("the version");
    int version = input.int32();
    if (version == 2 || version == 3) {
      return;
    }
    int swapped = Integer.reverseBytes(version);
    if (swapped >= 1 && swapped <= 3) {
      throw input.invalid(
          "found %s in big-endian order, expected a little-endian file".formatted(swapped),
          "Convert the model for little-endian machines");
    }
    throw input.invalid(
        "found %s, expected 2 or 3".formatted(Integer.toUnsignedString(version)),
        "Convert the model again with a current converter");
  }

  private GgufMetadata metadata(int count) throws IOException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      input.reading("metadata key %s of %s".formatted(i, count));
      String key = input.string(GgufHeader.LONGEST_KEY);
      input.reading("metadata " + Quoted.name(key));
      if (values.putIfAbsent(key, value(metadataType(), 0)) != null) {
        throw input.damaged("the key is there twice");
      }
    }
    return new GgufMetadata(input.file(), values);
  }

  private MetadataType metadataType() throws IOException {
    int id = input.int32();
    return MetadataType.find(id)
        .orElseThrow(
            () ->
                input.damaged(
                    "its type %s is unknown, expected %s"
                        .formatted(Integer.toUnsignedString(id), MetadataType.supported())));
  }

  private MetadataValue value(MetadataType type, int depth) throws IOException {
    return switch (type) {
      case STRING -> new StringValue(input.string());
      case ARRAY -> array(depth + 1);
      default -> packed(type, 1).get(0);
    };
  }

  private ArrayValue array(int depth) throws IOException {
    if (depth > DEEPEST_ARRAY) {
      throw input.damaged(
          "its arrays are nested, expected at most %s in each other".formatted(DEEPEST_ARRAY));
    }
    MetadataType type = metadataType();
    int count = input.count(input.int64(), type.minimumBytes());
    return new ArrayValue(
        type, type.isFixedSize() ? packed(type, count) : elements(type, count, depth));
  }

  private List<MetadataValue> elements(MetadataType type, int count, int depth) throws IOException {
    List<MetadataValue> elements = new ArrayList<>(Math.min(count, FIRST_CAPACITY));
    for (int i = 0; i < count; i++) {
      elements.add(value(type, depth));
    }
    return elements;
  }

  private PackedValues packed(MetadataType type, int count) throws IOException {
    byte[] bytes = input.bytes(count * type.minimumBytes());
    if (type == MetadataType.BOOL) {
      requireTruthValues(bytes);
    }
    return new PackedValues(type, bytes);
  }

  private void requireTruthValues(byte[] bytes) {
    for (byte value : bytes) {
      if (value != 0 && value != 1) {
        throw input.damaged(
            "found %s as a bool, expected 0 or 1".formatted(Byte.toUnsignedInt(value)));
      }
    }
  }

  private int alignment(GgufMetadata metadata) {
    int alignment = metadata.integer(GgufHeader.ALIGNMENT_KEY, GgufHeader.DEFAULT_ALIGNMENT);
    if (alignment < 1 || Integer.bitCount(alignment) != 1) {
      input.reading("metadata " + Quoted.name(GgufHeader.ALIGNMENT_KEY));
      throw input.damaged("found %s, expected a power of two".formatted(alignment));
    }
    return alignment;
  }

  private List<TensorInfo> tensors(int count) throws IOException {
    List<TensorInfo> tensors = new ArrayList<>(Math.min(count, FIRST_CAPACITY));
    Set<String> names = new HashSet<>();
    for (int i = 1; i <= count; i++) {
      input.reading("tensor %s of %s".formatted(i, count));
      TensorInfo tensor = tensor();
      if (!names.add(tensor.name())) {
        throw input.damaged("the tensor is there twice");
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  private TensorInfo tensor() throws IOException {
    String name = input.string(TensorInfo.LONGEST_NAME);
    input.reading("tensor " + Quoted.name(name));
    List<Long> shape = shape();
    TensorType type = tensorType();
    Optional<String> defect = TensorInfo.defect(type, shape);
    if (defect.isPresent()) {
      throw input.damaged(defect.get());
    }
    return new TensorInfo(name, type, shape, input.int64());
  }

  private List<Long> shape() throws IOException {
    int dimensions = input.int32();
    if (dimensions < 1 || dimensions > TensorInfo.MAX_DIMENSIONS) {
      throw input.damaged(
          "it has %s dimensions, expected 1 to %s"
              .formatted(Integer.toUnsignedString(dimensions), TensorInfo.MAX_DIMENSIONS));
    }
    List<Long> shape = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      shape.add(input.int64());
    }
    return List.copyOf(shape);
  }

  private TensorType tensorType() throws IOException {
    int id = input.int32();
    return TensorType.find(id)
        .orElseThrow(
            () ->
                input.invalid(
                    "its type %s is not supported, expected one of %s"
                        .formatted(Integer.toUnsignedString(id), TensorType.supported()),
                    "Convert the model to one of these"));
  }

  private void requirePlace(TensorInfo tensor, int alignment, long dataBytes) {
    input.reading("tensor " + Quoted.name(tensor.name()));
    String offset = Long.toUnsignedString(tensor.offset());
    if (tensor.offset() % alignment != 0) {
      throw input.damaged(
          "its offset %s is not a multiple of the alignment %s".formatted(offset, alignment));
    }
    boolean inside = tensor.offset() >= 0 && tensor.offset() <= dataBytes - tensor.bytes();
    if (!inside) {
      throw input.damaged(
          "its %s bytes at offset %s go beyond the %s bytes of tensor data in the file"
              .formatted(tensor.bytes(), offset, dataBytes));
    }
  }

  private void requireDisjoint(List<TensorInfo> tensors) {
    List<TensorInfo> byOffset = tensors.stream().sorted(comparingLong(TensorInfo::offset)).toList();
    for (int i = 1; i < byOffset.size(); i++) {
      TensorInfo before = byOffset.get(i - 1);
      TensorInfo tensor = byOffset.get(i);
      if (tensor.offset() < before.end()) {
        input.reading("tensor " + Quoted.name(tensor.name()));
        throw input.damaged(
            "its offset %s lies inside tensor %s, which ends at offset %s"
                .formatted(tensor.offset(), Quoted.name(before.name()), before.end()));
      }
    }
  }
}
