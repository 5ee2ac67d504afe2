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
  static final int MAX_DIMENSIONS = 4;

  /** The specification's bound, in bytes of UTF-8. */
  static final int LONGEST_NAME = 64;

  long bytes() {
    return bytes(type, shape);
  }

  long end() {
    return Math.addExact(offset, bytes());
  }

  /** Why no tensor of this type can have this shape, as the cause in an error message. */
  static Optional<String> defect(TensorType type, List<Long> shape) {
    if (shape.isEmpty() || shape.size() > MAX_DIMENSIONS) {
      return Optional.of(
          "it has %s dimensions, expected 1 to %s".formatted(shape.size(), MAX_DIMENSIONS));
    }
    if (shape.stream().anyMatch(size -> size < 1)) {
      return Optional.of(
          "its shape is %s, expected dimensions from 1 to 2^63 - 1"
              .formatted(shape.stream().map(Long::toUnsignedString).toList()));
    }
    if (shape.get(0) % type.blockLength() != 0) {
      return Optional.of(
          "its rows have %s values, expected a multiple of %s for %s"
              .formatted(shape.get(0), type.blockLength(), type));
    }
    try {
      bytes(type, shape);
      return Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.of("its shape %s of %s takes 2^63 bytes or more".formatted(shape, type));
    }
  }

  private static long bytes(TensorType type, List<Long> shape) {
    return type.bytes(shape.stream().reduce(1L, Math::multiplyExact));
  }
}
