package io.tramontane.gguf;

import java.util.Arrays;
import java.util.Random;

/** Damages files as disks, networks and attackers do, the same way for the same seed. */
public final class Damage {
  /** Values of counts, lengths, types and offsets that have broken readers of other formats. */
  private static final long[] POISON = {
    -1, 0, 1, 9, 31, 255, 1L << 31, (1L << 31) - 1, 1L << 32, 1L << 40, 1L << 60, 1L << 62, 1L << 63
  };

  private static final int LONGEST_RANGE = 64;

  private final Random random;

  public Damage(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A copy with one to three injuries, half of them in its first bytes.
   *
   * @param header how many bytes those are
   */
  public byte[] of(byte[] whole, int header) {
    byte[] damaged = whole;
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged =
          injured(
              damaged, random.nextBoolean() ? Math.min(header, damaged.length) : damaged.length);
    }
    return damaged;
  }

  private byte[] injured(byte[] bytes, int end) {
    int at = random.nextInt(end);
    int length = 1 + random.nextInt(Math.min(LONGEST_RANGE, bytes.length - at));
    byte[] range = Arrays.copyOfRange(bytes, at, at + length);
    return switch (random.nextInt(8)) {
      case 0, 1 -> with(bytes, at, new byte[] {(byte) random.nextInt()});
      case 2 -> with(bytes, at, new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))});
      case 3, 4 -> with(bytes, at, poison());
      // The range at another place of the file.
      case 5 -> with(bytes, random.nextInt(end), range);
      // The range twice, and not at all.
      case 6 -> joined(Arrays.copyOf(bytes, at + length), range, rest(bytes, at + length));
      default -> joined(Arrays.copyOf(bytes, at), rest(bytes, at + length));
    };
  }

  private byte[] poison() {
    byte[] value = new byte[random.nextBoolean() ? Long.BYTES : Integer.BYTES];
    long poison = POISON[random.nextInt(POISON.length)];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (poison >>> (8 * i));
    }
    return value;
  }

  private static byte[] with(byte[] bytes, int at, byte[] replacement) {
    byte[] copy = bytes.clone();
    System.arraycopy(replacement, 0, copy, at, Math.min(replacement.length, copy.length - at));
    return copy;
  }

  private static byte[] rest(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] joined = new byte[length];
    int end = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, end, part.length);
      end += part.length;
    }
    return joined;
  }
}
