package io.tramontane.gguf;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a tensor's values are stored. Values are grouped into blocks of {@link #blockLength()}
 * consecutive values of one row, each block taking {@link #blockBytes()} bytes.
 *
 * <p>Ids and sizes are those of <a
 * href="https://github.com/ggml-org/ggml/blob/master/include/ggml.h">{@code enum ggml_type}</a> and
 * of the block structures in ggml's {@code ggml-common.h}.
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ4_NL(20, 32, 18),
  IQ4_XS(23, 256, 136),
  BF16(30, 1, 2),
  MXFP4(39, 32, 17);

  private final int id;
  private final int blockLength;
  private final int blockBytes;

  TensorType(int id, int blockLength, int blockBytes) {
    this.id = id;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /** The number that stands for this type in a file. */
  public int id() {
    return id;
  }

  /** Values in a block. */
  public int blockLength() {
    return blockLength;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Bytes that this many values take.
   *
   * @param elements a multiple of {@link #blockLength()}, at least 0
   * @throws IllegalArgumentException if it is not
   * @throws ArithmeticException if the result exceeds a long
   */
  public long bytes(long elements) {
    if (elements < 0 || elements % blockLength != 0) {
      throw new IllegalArgumentException(
          "Cannot store %s values as %s: it takes whole blocks of %s."
              .formatted(elements, this, blockLength));
    }
    return Math.multiplyExact(elements / blockLength, (long) blockBytes);
  }

  /**
   * The type with this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TensorType ofId(int id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find tensor type %s: supported are %s."
                        .formatted(Integer.toUnsignedString(id), supported())));
  }

  static Optional<TensorType> find(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** All types with their ids, for error messages. */
  static String supported() {
    return Arrays.stream(values()).map(type -> type + " (" + type.id + ")").collect(joining(", "));
  }
}
