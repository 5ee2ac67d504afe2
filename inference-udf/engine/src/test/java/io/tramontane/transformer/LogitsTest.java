package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitsTest {
  private static final int VOCABULARY = 3;

  private final List<String> computed = new ArrayList<>();

  /** Ten rows of which four are held; row r holds r, r + 0.1 and r + 0.2. */
  private Logits logits() {
    return new Logits(new float[4 * VOCABULARY], VOCABULARY, 10, 4, this::compute);
  }

  private void compute(int firstRow, int rows, float[] values) {
    computed.add(firstRow + "+" + rows);
    for (int i = 0; i < rows * VOCABULARY; i++) {
      values[i] = firstRow + i / VOCABULARY + 0.1f * (i % VOCABULARY);
    }
  }

  @Test
  void computesRowsAsTheyAreReadAndEachOnceInOrder() {
    Logits logits = logits();

    for (int row = 0; row < 10; row++) {
      assertThat(logits.row(row)).containsExactly(row, row + 0.1f, row + 0.2f);
      assertThat(logits.values()[logits.start(row)]).isEqualTo(row);
    }
    assertThat(computed).containsExactly("0+4", "4+4", "8+2");
  }

  @Test
  void readsRowsInAnyOrder() {
    Logits logits = logits();

    for (int row : new int[] {9, 0, 5, 2, 8}) {
      assertThat(logits.row(row)[1]).isEqualTo(row + 0.1f);
    }
  }

  /** As of a request whose logits begin with the last row that is held. */
  @Test
  void holdsSomeRowsTogetherIfThereIsRoom() {
    Logits logits = logits();
    logits.start(0);

    assertThat(logits.areFinite(3, 4)).isTrue();
    for (int row = 3; row < 7; row++) {
      logits.start(row);
    }
    assertThat(computed).containsExactly("0+4", "3+4");
  }

  @Test
  void findsWhatIsNotFiniteInRowsBeyondThoseHeld() {
    Logits logits =
        new Logits(
            new float[2],
            1,
            7,
            2,
            (first, rows, values) -> {
              for (int row = 0; row < rows; row++) {
                values[row] = first + row == 5 ? Float.NaN : 1;
              }
            });

    assertThat(logits.areFinite(0, 5)).isTrue();
    assertThat(logits.areFinite(0, 7)).isFalse();
    assertThat(logits.areFinite(6, 1)).isTrue();
  }

  @Test
  void holdsNothingOfWhatCouldNotBeComputed() {
    Logits logits =
        new Logits(
            new float[4],
            1,
            8,
            4,
            (first, rows, values) -> {
              throw new InternalError("a page cannot be read");
            });

    assertThatThrownBy(() -> logits.start(1)).isInstanceOf(InternalError.class);
    assertThatThrownBy(() -> logits.start(1)).isInstanceOf(InternalError.class);
  }

  @Test
  void boundsTheirMemory() {
    assertThat(Logits.bytes(32_000, 2048)).isEqualTo(32_000L * 2048 * 4);
    assertThat(Logits.bytes(200_000, 2048))
        .isLessThanOrEqualTo(Logits.MAX_BYTES)
        .isGreaterThan(Logits.MAX_BYTES - 200_000 * 4);
    assertThat(Logits.rowsAtATime(200_000, 1)).isEqualTo(1);
  }

  @Test
  void refusesRowsThatThereAreNot() {
    assertThatThrownBy(() -> logits().row(10)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
