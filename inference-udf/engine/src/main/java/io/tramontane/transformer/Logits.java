package io.tramontane.transformer;

import java.util.Arrays;
import java.util.Objects;

/**
 * The logits of a step's wanted rows, in the order of its spans.
 *
 * <p>Memory holds some rows at a time, at most {@link #MAX_BYTES} of them: the others are computed
 * when they are asked for, and then take the place of these. So rows are best read in order.
 *
 * <p>For the thread that runs the model, until its next step.
 */
public final class Logits {
  /** The most bytes of logits at a time; of a row that alone has more, all of its. */
  public static final long MAX_BYTES = 256L << 20;

  private final float[] values;
  private final int vocabulary;
  private final int count;
  private final int rowsAtATime;
  private final Source source;
  private int firstHeld;
  private int held;

  /** Computes logits. */
  @FunctionalInterface
  interface Source {
    /** Puts the logits of some consecutive rows at the beginning of {@code values}. */
    void compute(int firstRow, int rows, float[] values);
  }

  /**
   * Logits of which none is computed yet.
   *
   * @param values room for {@code rowsAtATime} rows, or for {@code count}
   */
  Logits(float[] values, int vocabulary, int count, int rowsAtATime, Source source) {
    this.values = values;
    this.vocabulary = vocabulary;
    this.count = count;
    this.rowsAtATime = rowsAtATime;
    this.source = source;
  }

  /**
   * Logits that are there.
   *
   * @param values rows of {@code vocabulary} elements
   */
  public static Logits of(float[] values, int vocabulary) {
    int count = values.length / vocabulary;
    Logits logits = new Logits(values, vocabulary, count, count, (first, rows, target) -> {});
    logits.held = count;
    return logits;
  }

  /** How many rows memory holds at a time. */
  static int rowsAtATime(int vocabulary, long maxBytes) {
    return (int) Math.max(1, maxBytes / Float.BYTES / vocabulary);
  }

  /** The bytes that the logits of a step with so many rows of them take at most. */
  public static long bytes(int vocabulary, int rows) {
    long held = Math.min(rows, rowsAtATime(vocabulary, MAX_BYTES));
    return held * vocabulary * Float.BYTES;
  }

  /** A row's length. */
  public int vocabulary() {
    return vocabulary;
  }

  /** How many rows. */
  public int count() {
    return count;
  }

  /** Holds the rows that {@link #start} was asked for last. */
  public float[] values() {
    return values;
  }

  /** Where a row starts in {@link #values}, from now until another row is asked for. */
  public int start(int row) {
    hold(row, 1);
    return (row - firstHeld) * vocabulary;
  }

  /** A copy of a row. */
  public float[] row(int row) {
    int start = start(row);
    return Arrays.copyOfRange(values, start, start + vocabulary);
  }

  /** Whether every logit of some rows is a finite number. */
  public boolean areFinite(int firstRow, int rows) {
    hold(firstRow, Math.min(rows, rowsAtATime));
    for (int row = firstRow; row < firstRow + rows; row++) {
      int start = start(row);
      for (int i = start; i < start + vocabulary; i++) {
        if (!Float.isFinite(values[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Computes rows unless all of them are there, and as many behind them as there is room for. */
  void hold(int firstRow, int rows) {
    Objects.checkFromIndexSize(firstRow, rows, count);
    if (firstRow < firstHeld || firstRow + rows > firstHeld + held) {
      int next = Math.min(rowsAtATime, count - firstRow);
      // Should it fail, none is held.
      held = 0;
      source.compute(firstRow, next, values);
      firstHeld = firstRow;
      held = next;
    }
  }
}
