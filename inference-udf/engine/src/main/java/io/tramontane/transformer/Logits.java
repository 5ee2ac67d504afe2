package io.tramontane.transformer;

/**
 * The logits of a step's wanted rows, in the order of its spans.
 *
 * @param values {@code count} rows of {@code vocabulary} elements; valid until the model's next
 *     step
 * @param vocabulary a row's length
 * @param count how many rows
 */
public record Logits(float[] values, int vocabulary, int count) {
  /** Where a row starts in {@link #values}. */
  public int start(int row) {
    return row * vocabulary;
  }

  /** Whether every logit of some rows is a finite number. */
  public boolean areFinite(int firstRow, int rows) {
    for (int i = start(firstRow); i < start(firstRow + rows); i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }
}
