package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTypeTest {
  @ParameterizedTest
  @EnumSource
  void isFoundById(TensorType type) {
    assertThat(TensorType.ofId(type.id())).isEqualTo(type);
  }

  @Test
  void refusesUnknownId() {
    assertThatThrownBy(() -> TensorType.ofId(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot find tensor type 4294967295: supported are F32 (0), ");
  }

  @Test
  void countsWholeBlocks() {
    assertThat(TensorType.F32.bytes(3)).isEqualTo(12);
    assertThat(TensorType.Q4_K.bytes(512)).isEqualTo(288);
    assertThat(TensorType.Q4_K.bytes(0)).isZero();
    assertThat(TensorType.Q8_0.bytes(1L << 62)).isEqualTo((1L << 57) * 34);
  }

  @Test
  void refusesParts() {
    assertThatThrownBy(() -> TensorType.Q4_K.bytes(255))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot store 255 values as Q4_K: it takes whole blocks of 256.");
    assertThatThrownBy(() -> TensorType.F32.bytes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot store -1 values as F32: it takes whole blocks of 1.");
    assertThatThrownBy(() -> TensorType.F32.bytes(1L << 62))
        .isInstanceOf(ArithmeticException.class);
  }
}
