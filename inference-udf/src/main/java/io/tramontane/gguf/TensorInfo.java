package io.tramontane.gguf;

import java.util.List;
import java.util.Optional;

/**
 * What the header says of a tensor. Reader and writer make it only after {@link #defect} found
 * nothing.
 *
 * @param shape sizes of the 1 to 4 dimensions, each at least 1, the contiguous one first
 * @param offset of its first byte from the start of the tensor data
 */
record TensorInfo(String name, TensorType type, List<Long> shape, long offset) {
  static final int MOST_DIMENSIONS = 4;

  /** The specification's bound, in bytes of UTF-8. */
  static final int LONGEST_NAME = 64;

  long bytes() {
    return type.bytes(shape.stream().reduce(1L, Math::multiplyExact));
  }

  long end() {
    return Math.addExact(offset, bytes());
  }

  /** Why no tensor of this type can have this shape, as the cause in an error message. */
  static Optional<String> defect(TensorType type, List<Long> shape) {
    if (shape.isEmpty() || shape.size() > MOST_DIMENSIONS) {
      return Optional.of(
          "it has " + shape.size() + " dimensions, expected 1 to " + MOST_DIMENSIONS);
    }
    if (shape.stream().anyMatch(size -> size < 1)) {
      return Optional.of("its shape " + unsigned(shape) + " has a dimension outside 1 to 2^63 - 1");
    }
    if (shape.get(0) % type.blockLength() != 0) {
      return Optional.of(
          "its rows have "
              + shape.get(0)
              + " values, expected a multiple of "
              + type.blockLength()
              + " for "
              + type);
    }
    try {
      type.bytes(shape.stream().reduce(1L, Math::multiplyExact));
      return Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.of("its shape " + shape + " of " + type + " exceeds 2^63 - 1 bytes");
    }
  }

  private static List<String> unsigned(List<Long> shape) {
    return shape.stream().map(Long::toUnsignedString).toList();
  }
}
