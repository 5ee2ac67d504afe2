package io.tramontane.gguf;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A tensor in a mapped file. It holds no data itself: {@link #read} copies out of the mapping, and
 * works until its {@link GgufFile} is closed. Safe for concurrent use.
 *
 * <p>Values lie row by row. In GGUF's order the first dimension is the contiguous one, so a matrix
 * of R rows and C columns has the shape [C, R].
 */
public final class GgufTensor {
  /** The most bytes that can be {@linkplain #use used in place}. */
  public static final int MAX_BYTES_IN_PLACE = MappedRegion.MAX_BYTES_IN_PLACE;

  private final TensorInfo info;
  private final MappedRegion region;
  private final long bytes;
  private final long rowBytes;

  GgufTensor(TensorInfo info, MappedRegion region) {
    this.info = info;
    this.region = region;
    this.bytes = info.bytes();
    this.rowBytes = info.type().bytes(columns());
  }

  public String name() {
    return info.name();
  }

  public TensorType type() {
    return info.type();
  }

  /** Sizes of the 1 to 4 dimensions, each at least 1, the contiguous one first. */
  public List<Long> shape() {
    return info.shape();
  }

  /** Values in a row: the first dimension, a multiple of the type's block length. */
  public long columns() {
    return info.shape().get(0);
  }

  /** The product of all dimensions but the first. */
  public long rows() {
    return bytes / rowBytes;
  }

  /** Bytes of all rows. */
  public long bytes() {
    return bytes;
  }

  /** Bytes of a row; a row follows the one before without a gap. */
  public long rowBytes() {
    return rowBytes;
  }

  /**
   * Copies bytes of this tensor.
   *
   * @param byteOffset of the first from the start of the tensor
   * @param target gets the bytes from its index {@code start} on
   * @throws IndexOutOfBoundsException if the bytes are not all inside the tensor and the target
   * @throws IllegalStateException after the file was closed
   * @throws InternalError by the JVM, at the latest soon after, if the file was shortened or its
   *     disk failed meanwhile
   */
  public void read(long byteOffset, byte[] target, int start, int length) {
    Objects.checkFromIndexSize(byteOffset, length, bytes);
    region.read(info.offset() + byteOffset, target, start, length);
  }

  /** What to do with bytes of a mapped file. */
  @FunctionalInterface
  public interface BytesUser {
    /**
     * Uses bytes; they may be gone once this has returned.
     *
     * @param mapped a direct buffer, shared by all, to be read only and without moving its position
     * @param start where in it the bytes begin
     */
    void use(ByteBuffer mapped, int start);
  }

  /**
   * Lets somebody use bytes of this tensor where they are mapped, and keeps the file open
   * meanwhile.
   *
   * @param byteOffset of the first from the start of the tensor
   * @param length at most {@value #MAX_BYTES_IN_PLACE}
   * @throws IndexOutOfBoundsException if the bytes are not all inside the tensor
   * @throws IllegalStateException after the file was closed
   */
  public void use(long byteOffset, int length, BytesUser user) {
    Objects.checkFromIndexSize(byteOffset, length, bytes);
    Objects.checkIndex(length, MAX_BYTES_IN_PLACE + 1);
    region.use(info.offset() + byteOffset, length, user);
  }

  /** Name, type and shape. */
  @Override
  public String toString() {
    return Quoted.name(info.name()) + " " + info.type() + " " + info.shape();
  }
}
