package io.tramontane.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Rows of a step, each with what its span says of it: all of them, or those whose logits are
 * wanted. Of a span these are its last ones, or none. Immutable once made.
 */
final class StepRows {
  final int count;

  /** Each one's number among all rows of the step, ascending. */
  final int[] index;

  final int[] token;
  final int[] position;
  final int[] slot;
  final TokenSpan[] span;

  private final Step step;
  private final ToIntFunction<TokenSpan> firstToken;

  private StepRows(Step step, ToIntFunction<TokenSpan> firstToken) {
    this.step = step;
    this.firstToken = firstToken;
    this.count =
        step.spans().stream().mapToInt(each -> each.length() - firstToken.applyAsInt(each)).sum();
    this.index = new int[count];
    this.token = new int[count];
    this.position = new int[count];
    this.slot = new int[count];
    this.span = new TokenSpan[count];
    int row = 0;
    int start = 0;
    for (TokenSpan each : step.spans()) {
      for (int i = firstToken.applyAsInt(each); i < each.length(); i++, row++) {
        index[row] = start + i;
        token[row] = each.tokens()[i];
        position[row] = each.position(i);
        slot[row] = each.slot(i);
        span[row] = each;
      }
      start += each.length();
    }
  }

  /** All rows of a step. */
  static StepRows all(Step step) {
    return new StepRows(step, span -> 0);
  }

  /** Those whose logits are wanted. */
  static StepRows wanted(Step step) {
    return new StepRows(step, span -> span.length() - span.wantedRows());
  }

  /** One more than the highest position. */
  int positions() {
    int highest = -1;
    for (int each : position) {
      highest = Math.max(highest, each);
    }
    return highest + 1;
  }

  /** Cuts them into blocks of at most {@code tokens}. */
  List<Block> blocks(int tokens) {
    List<Block> blocks = new ArrayList<>();
    int row = 0;
    for (TokenSpan each : step.spans()) {
      for (int first = firstToken.applyAsInt(each); first < each.length(); first += tokens) {
        int length = Math.min(tokens, each.length() - first);
        blocks.add(new Block(each, row, first, length));
        row += length;
      }
    }
    return blocks;
  }

  /**
   * Copies these rows of a matrix, which has one for each of the step's, one behind the other.
   *
   * @param to may be {@code from} itself
   */
  void gather(float[] from, int width, float[] to) {
    for (int row = 0; row < count; row++) {
      System.arraycopy(from, index[row] * width, to, row * width, width);
    }
  }
}
