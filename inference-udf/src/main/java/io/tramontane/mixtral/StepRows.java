package io.tramontane.mixtral;

import java.util.Arrays;

/** The rows of a step, each with what its chunk says of it. Immutable once made. */
final class StepRows {
  final Step step;
  final int count;
  final int[] token;
  final int[] position;
  final int[] slot;
  final Chunk[] chunk;
  final int[] wanted;

  StepRows(Step step) {
    this.step = step;
    this.count = step.rows();
    this.token = new int[count];
    this.position = new int[count];
    this.slot = new int[count];
    this.chunk = new Chunk[count];
    int[] wantedRows = new int[count];
    int wantedCount = 0;
    int row = 0;
    for (Chunk each : step.chunks()) {
      for (int i = 0; i < each.length(); i++, row++) {
        token[row] = each.tokens()[i];
        position[row] = each.position(i);
        slot[row] = each.slot(i);
        chunk[row] = each;
        if (each.wants(i)) {
          wantedRows[wantedCount++] = row;
        }
      }
    }
    this.wanted = Arrays.copyOf(wantedRows, wantedCount);
  }

  /** One more than the highest position. */
  int positions() {
    int highest = -1;
    for (int each : position) {
      highest = Math.max(highest, each);
    }
    return highest + 1;
  }
}
