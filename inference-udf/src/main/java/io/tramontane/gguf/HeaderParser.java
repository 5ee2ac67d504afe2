package io.tramontane.gguf;

import io.tramontane.gguf.MetadataValue.ArrayValue;
import io.tramontane.gguf.MetadataValue.StringValue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a header and checks all that it says, alone and against the size of the file. */
final class HeaderParser {
  /** The specification's bound, in bytes of UTF-8. */
  private static final int LONGEST_KEY = 65_535;

  /** llama.cpp knows no arrays in arrays; the specification does and sets no bound. */
  private static final int DEEPEST_ARRAY = 8;

  /** No list starts larger than this, whatever count the file announces. */
  private static final int FIRST_CAPACITY = 1024;

  private static final int LEAST_METADATA_BYTES = 8 + 4 + 1;
  private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

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
    int tensorCount = input.count(input.int64(), LEAST_TENSOR_BYTES);
    input.reading("the number of metadata values");
    int metadataCount = input.count(input.int64(), LEAST_METADATA_BYTES);
    GgufMetadata metadata = metadata(metadataCount);
    int alignment = alignment(metadata);
    List<TensorInfo> tensors = tensors(tensorCount);
    long dataStart = (input.position() + alignment - 1) / alignment * alignment;
    for (TensorInfo tensor : tensors) {
      requirePlace(tensor, alignment, input.fileBytes() - dataStart);
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
      throw input.damaged(
          String.format(
              "found bytes %08x, expected %08x (\"GGUF\"); this is no GGUF file",
              Integer.reverseBytes(magic), Integer.reverseBytes(GgufHeader.MAGIC)));
    }
  }

  private void requireVersion() throws IOException {
    input.reading("the version");
    int version = input.int32();
    if (version == 2 || version == 3) {
      return;
    }
    // The specification: a version that is huge tells that the file was written the other way.
    if ((version & 0xFFFF) == 0 && version != 0) {
      throw input.damaged(
          "found version "
              + Integer.reverseBytes(version)
              + " in big-endian order, expected a little-endian file");
    }
    throw input.damaged("found " + Integer.toUnsignedString(version) + ", expected 2 or 3");
  }

  private GgufMetadata metadata(int count) throws IOException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      input.reading("metadata key " + (i + 1) + " of " + count);
      String key = input.string();
      requireLength("metadata key", key, LONGEST_KEY);
      input.reading("metadata value " + Quoted.name(key));
      MetadataValue value = value(valueType(), 0);
      if (values.putIfAbsent(key, value) != null) {
        throw input.damaged("the key is there twice");
      }
    }
    return new GgufMetadata(input.file(), values);
  }

  private MetadataType valueType() throws IOException {
    int id = input.int32();
    return MetadataType.find(id)
        .orElseThrow(
            () ->
                input.damaged(
                    "its type "
                        + Integer.toUnsignedString(id)
                        + " is unknown, expected one of "
                        + MetadataType.supported()));
  }

  private MetadataValue value(MetadataType type, int depth) throws IOException {
    return switch (type) {
      case STRING -> new StringValue(input.string());
      case ARRAY -> array(depth + 1);
      default -> packed(type, 1).get(0);
    };
  }

  private MetadataValue array(int depth) throws IOException {
    if (depth > DEEPEST_ARRAY) {
      throw input.damaged("its arrays are nested deeper than " + DEEPEST_ARRAY);
    }
    MetadataType elementType = valueType();
    long count = input.int64();
    return new ArrayValue(
        elementType,
        elementType.isFixedSize()
            ? packed(elementType, count)
            : elements(elementType, count, depth));
  }

  private List<MetadataValue> elements(MetadataType type, long announced, int depth)
      throws IOException {
    int count = input.count(announced, type.minimumBytes());
    List<MetadataValue> elements = new ArrayList<>(Math.min(count, FIRST_CAPACITY));
    for (int i = 0; i < count; i++) {
      elements.add(value(type, depth));
    }
    return elements;
  }

  private PackedValues packed(MetadataType type, long count) throws IOException {
    byte[] bytes = input.bytes(count, type.minimumBytes());
    if (type == MetadataType.BOOL) {
      requireTruthValues(bytes);
    }
    return new PackedValues(type, bytes);
  }

  private void requireTruthValues(byte[] bytes) {
    for (byte value : bytes) {
      if (value != 0 && value != 1) {
        throw input.damaged("found " + Byte.toUnsignedInt(value) + " as a bool, expected 0 or 1");
      }
    }
  }

  private int alignment(GgufMetadata metadata) {
    int alignment = metadata.integer(GgufHeader.ALIGNMENT_KEY, GgufHeader.DEFAULT_ALIGNMENT);
    if (alignment < 1 || Integer.bitCount(alignment) != 1) {
      input.reading("metadata value " + Quoted.name(GgufHeader.ALIGNMENT_KEY));
      throw input.damaged("found " + alignment + ", expected a power of two");
    }
    return alignment;
  }

  private List<TensorInfo> tensors(int count) throws IOException {
    List<TensorInfo> tensors = new ArrayList<>(Math.min(count, FIRST_CAPACITY));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      input.reading("tensor " + (i + 1) + " of " + count);
      TensorInfo tensor = tensor();
      if (!names.add(tensor.name())) {
        throw input.damaged("the tensor is there twice");
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  private TensorInfo tensor() throws IOException {
    String name = input.string();
    requireLength("tensor name", name, TensorInfo.LONGEST_NAME);
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
    if (dimensions < 1 || dimensions > TensorInfo.MOST_DIMENSIONS) {
      throw input.damaged(
          "it has "
              + Integer.toUnsignedString(dimensions)
              + " dimensions, expected 1 to "
              + TensorInfo.MOST_DIMENSIONS);
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
                input.damaged(
                    "its type "
                        + Integer.toUnsignedString(id)
                        + " is not supported, expected "
                        + TensorType.supported()));
  }

  private void requireLength(String what, String text, int most) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > most) {
      throw input.damaged(
          "the "
              + what
              + " "
              + Quoted.name(text)
              + " takes "
              + length
              + " bytes, expected at most "
              + most);
    }
  }

  private void requirePlace(TensorInfo tensor, int alignment, long dataBytes) {
    input.reading("tensor " + Quoted.name(tensor.name()));
    if (tensor.offset() < 0 || tensor.offset() % alignment != 0) {
      throw input.damaged(
          "its offset "
              + Long.toUnsignedString(tensor.offset())
              + " is not a multiple of the alignment "
              + alignment);
    }
    if (tensor.bytes() > dataBytes || tensor.offset() > dataBytes - tensor.bytes()) {
      throw input.damaged(
          "its "
              + tensor.bytes()
              + " bytes at offset "
              + tensor.offset()
              + " go beyond the tensor data, of which the file has "
              + Math.max(dataBytes, 0)
              + " bytes");
    }
  }

  private void requireDisjoint(List<TensorInfo> tensors) {
    List<TensorInfo> byOffset = new ArrayList<>(tensors);
    byOffset.sort(Comparator.comparingLong(TensorInfo::offset));
    for (int i = 1; i < byOffset.size(); i++) {
      TensorInfo before = byOffset.get(i - 1);
      TensorInfo tensor = byOffset.get(i);
      if (tensor.offset() < before.end()) {
        input.reading("tensor " + Quoted.name(tensor.name()));
        throw input.damaged(
            "its offset "
                + tensor.offset()
                + " lies inside tensor "
                + Quoted.name(before.name())
                + ", which ends at "
                + before.end());
      }
    }
  }
}
