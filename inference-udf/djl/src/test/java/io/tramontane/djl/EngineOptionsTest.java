package io.tramontane.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
  @Test
  void readsWhatItWrites() {
    EngineSettings settings =
        new EngineSettings(
            3,
            1L << 33,
            KvFormat.BFLOAT16,
            2_048,
            new ComputeSettings(Arithmetic.INT8, VectorBits.BITS_256, NativeCode.OFF));

    assertThat(EngineOptions.parse(EngineOptions.of(settings))).isEqualTo(settings);
  }

  @Test
  void listsEveryProblem() {
    Map<String, String> options =
        Map.of(
            "threads",
            "0",
            "step-tokens",
            "many",
            "kv-byte",
            "1",
            "kv-cache",
            "int8",
            "device",
            "gpu",
            "arithmetic",
            "float32",
            "vector-bits",
            "64",
            "native",
            "on");

    assertThatThrownBy(() -> EngineOptions.parse(options))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load a model: option threads is 0, not a whole number from 1 to 2147483647;"
                + " option kv-bytes is missing; option kv-cache is int8, none of [float32, bfloat16]; option step-tokens is many, not a whole number from"
                + " 1 to 2147483647; option vector-bits is 64, none of [auto, 512, 256, 128, none]; option native is on, none of [auto, off]; option device is not known; option kv-byte is not known."
                + " Give the options threads, kv-bytes, kv-cache, step-tokens, arithmetic, vector-bits and native.");
  }

  @Test
  void rejectsNoOptions() {
    assertThatThrownBy(() -> EngineOptions.parse(null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "option threads is missing; option kv-bytes is missing; option kv-cache is missing");
  }
}
