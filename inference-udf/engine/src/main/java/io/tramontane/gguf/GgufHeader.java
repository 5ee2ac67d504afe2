package io.tramontane.gguf;

import java.util.List;

/**
 * Everything in front of the tensor data of one file.
 *
 * @param tensors in file order
 * @param dataStart byte of the file at which the tensor data starts
 */
record GgufHeader(GgufMetadata metadata, List<TensorInfo> tensors, long dataStart) {
  static final int MAGIC = 0x46554747; // "GGUF", read as a little-endian number
  static final String ALIGNMENT_KEY = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;

  /** The specification's bound on a metadata key, in bytes of UTF-8. */
  static final int LONGEST_KEY = 65_535;

  /** Bytes from the start of the tensor data to the end of the last tensor. */
  long dataBytes() {
    return tensors.stream().mapToLong(TensorInfo::end).max().orElse(0);
  }
}
