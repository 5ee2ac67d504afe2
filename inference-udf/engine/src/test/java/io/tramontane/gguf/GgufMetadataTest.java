package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufMetadataTest {
  private final GgufMetadata metadata =
      new GgufMetadata(
          Path.of("model.gguf"),
          Map.ofEntries(
              Map.entry("text", MetadataValue.string("llama")),
              Map.entry("small", MetadataValue.uint8(7)),
              Map.entry("negative", MetadataValue.int16(-7)),
              Map.entry("large", MetadataValue.uint32(3_000_000_000L)),
              Map.entry("huge", MetadataValue.uint64(-1)),
              Map.entry("float", MetadataValue.float32(0.5f)),
              Map.entry("double", MetadataValue.float64(0.1)),
              Map.entry("truth", MetadataValue.bool(true)),
              Map.entry("texts", MetadataValue.strings(List.of("a", "b"))),
              Map.entry("floats", MetadataValue.float32s(1, 2.5f)),
              Map.entry("integers", MetadataValue.int32s(1, -2)),
              Map.entry(
                  "unsigned",
                  MetadataValue.array(
                      MetadataType.UINT32,
                      List.of(MetadataValue.uint32(1), MetadataValue.uint32(3_000_000_000L))))));

  @Test
  void givesValuesOfTheirType() {
    assertThat(metadata.string("text")).isEqualTo("llama");
    assertThat(metadata.integer("small")).isEqualTo(7);
    assertThat(metadata.integer("negative")).isEqualTo(-7);
    assertThat(metadata.longValue("large")).isEqualTo(3_000_000_000L);
    assertThat(metadata.floatValue("float")).isEqualTo(0.5f);
    assertThat(metadata.floatValue("double")).isEqualTo(0.1f);
    assertThat(metadata.booleanValue("truth")).isTrue();
    assertThat(metadata.strings("texts")).containsExactly("a", "b");
    assertThat(metadata.floats("floats")).containsExactly(1, 2.5f);
    assertThat(metadata.integers("integers")).containsExactly(1, -2);
  }

  @Test
  void givesDefaultForAbsentKeyOnly() {
    assertThat(metadata.has("text")).isTrue();
    assertThat(metadata.has("absent")).isFalse();
    assertThat(metadata.string("absent", "none")).isEqualTo("none");
    assertThat(metadata.string("text", "none")).isEqualTo("llama");
    assertThat(metadata.integer("absent", 3)).isEqualTo(3);
    assertThat(metadata.integer("small", 3)).isEqualTo(7);
    assertThat(metadata.longValue("absent", 3)).isEqualTo(3);
    assertThat(metadata.longValue("large", 3)).isEqualTo(3_000_000_000L);
    assertThat(metadata.floatValue("absent", 3)).isEqualTo(3);
    assertThat(metadata.floatValue("float", 3)).isEqualTo(0.5f);
    assertThat(metadata.booleanValue("absent", false)).isFalse();
    assertThat(metadata.booleanValue("truth", false)).isTrue();
    assertThatThrownBy(() -> metadata.integer("text", 3)).isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatWasFoundAndExpected(
      String key, Function<GgufMetadata, Object> access, String cause) {
    assertThatThrownBy(() -> access.apply(metadata))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read metadata '%s' of model.gguf: %s. Convert the model again with a current converter.",
            key, cause);
  }

  static List<Arguments> mistakes() {
    return List.of(
        mistake("absent", m -> m.string("absent"), "the key is absent, expected string"),
        mistake("absent", m -> m.integer("absent"), "the key is absent, expected integer"),
        mistake("small", m -> m.string("small"), "found type uint8, expected string"),
        mistake("text", m -> m.integer("text"), "found type string, expected integer"),
        mistake("truth", m -> m.integer("truth"), "found type bool, expected integer"),
        mistake("text", m -> m.longValue("text"), "found type string, expected integer"),
        mistake(
            "small", m -> m.floatValue("small"), "found type uint8, expected float32 or float64"),
        mistake("small", m -> m.booleanValue("small"), "found type uint8, expected bool"),
        mistake("text", m -> m.strings("text"), "found type string, expected string[]"),
        mistake("floats", m -> m.strings("floats"), "found type float32[2], expected string[]"),
        mistake("texts", m -> m.string("texts"), "found type string[2], expected string"),
        mistake("texts", m -> m.floats("texts"), "found type string[2], expected number[]"),
        mistake("texts", m -> m.integers("texts"), "found type string[2], expected integer[]"),
        mistake(
            "large",
            m -> m.integer("large"),
            "found 3000000000, expected -2147483648 to 2147483647"),
        mistake(
            "huge",
            m -> m.integer("huge"),
            "found 18446744073709551615, expected -2147483648 to 2147483647"),
        mistake(
            "huge",
            m -> m.longValue("huge"),
            "found 18446744073709551615, expected at most 9223372036854775807"),
        mistake(
            "unsigned",
            m -> m.integers("unsigned"),
            "found 3000000000, expected -2147483648 to 2147483647"));
  }

  private static Arguments mistake(
      String key, Function<GgufMetadata, Object> access, String cause) {
    return Arguments.of(key, access, cause);
  }
}
