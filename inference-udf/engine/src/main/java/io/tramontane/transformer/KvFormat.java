package io.tramontane.transformer;

import java.util.Locale;

/** How keys and values are kept. */
public enum KvFormat {
  /** As they are computed. */
  FLOAT32(Float.BYTES),

  /** Rounded to bfloat16, in half the memory; logits differ from those with {@link #FLOAT32}. */
  BFLOAT16(Short.BYTES);

  private final int bytes;

  KvFormat(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of an element. */
  int bytes() {
    return bytes;
  }

  /** The name as users write it, such as {@code bfloat16}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
