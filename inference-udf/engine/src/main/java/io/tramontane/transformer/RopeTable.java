package io.tramontane.transformer;

import java.util.Arrays;

/**
 * Rotary position embedding (Su et al., "RoFormer", 2021): the angles' cosines and sines, made
 * position by position as they are needed.
 *
 * <p>Angles are computed in double precision by {@link StrictMath}, so they are the same on every
 * machine. {@link #extend} is for one thread; reading is thread-safe after it.
 */
final class RopeTable {
  private final RopePairing pairing;
  private final int pairs;
  private final double[] frequencies;
  private final double magnitude;
  private float[] cosines = {};
  private float[] sines = {};
  private int positions;

  /**
   * @param factors what each pair's frequency is divided by before it is scaled; empty for nothing
   */
  RopeTable(RopePairing pairing, Positions encoding, float[] factors) {
    int width = encoding.ropeWidth();
    this.pairing = pairing;
    this.pairs = width / 2;
    this.magnitude = encoding.scaling().magnitude();
    this.frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      double own = StrictMath.pow(encoding.ropeBase(), -2.0 * i / width);
      double divided = factors.length == 0 ? own : own / factors[i];
      frequencies[i] = encoding.scaling().scale(divided, i, width, encoding.ropeBase());
    }
  }

  /** Makes sure that positions 0 to {@code length - 1} are there. */
  void extend(int length) {
    if (length <= positions) {
      return;
    }
    int room = Math.max(length, 2 * positions);
    cosines = Arrays.copyOf(cosines, room * pairs);
    sines = Arrays.copyOf(sines, room * pairs);
    for (int position = positions; position < room; position++) {
      for (int i = 0; i < pairs; i++) {
        double angle = position * frequencies[i];
        cosines[position * pairs + i] = (float) (StrictMath.cos(angle) * magnitude);
        sines[position * pairs + i] = (float) (StrictMath.sin(angle) * magnitude);
      }
    }
    positions = room;
  }

  /** Rotates one head's vector in place. */
  void rotate(float[] vector, int start, int position) {
    switch (pairing) {
      case ADJACENT -> rotateAdjacent(vector, start, position);
      case HALVES -> rotateHalves(vector, start, position);
    }
  }

  private void rotateAdjacent(float[] vector, int start, int position) {
    for (int i = 0; i < pairs; i++) {
      float cosine = cosines[position * pairs + i];
      float sine = sines[position * pairs + i];
      float even = vector[start + 2 * i];
      float odd = vector[start + 2 * i + 1];
      vector[start + 2 * i] = even * cosine - odd * sine;
      vector[start + 2 * i + 1] = even * sine + odd * cosine;
    }
  }

  private void rotateHalves(float[] vector, int start, int position) {
    for (int i = 0; i < pairs; i++) {
      float cosine = cosines[position * pairs + i];
      float sine = sines[position * pairs + i];
      float lower = vector[start + i];
      float upper = vector[start + pairs + i];
      vector[start + i] = lower * cosine - upper * sine;
      vector[start + pairs + i] = lower * sine + upper * cosine;
    }
  }
}
