package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MetadataValueTest {
  @Test
  void refusesNumbersOutsideTheirType() {
    assertNotOne(() -> MetadataValue.uint8(256), "uint8: 256");
    assertNotOne(() -> MetadataValue.uint8(-1), "uint8: -1");
    assertNotOne(() -> MetadataValue.int8(128), "int8: 128");
    assertNotOne(() -> MetadataValue.uint16(65_536), "uint16: 65536");
    assertNotOne(() -> MetadataValue.int16(-32_769), "int16: -32769");
    assertNotOne(() -> MetadataValue.uint32(1L << 32), "uint32: 4294967296");
    assertNotOne(
        () -> new MetadataValue.IntegerValue(MetadataType.INT32, 1L << 31), "int32: 2147483648");
    assertNotOne(() -> new MetadataValue.IntegerValue(MetadataType.BOOL, 1), "bool: 1");
    assertNotOne(() -> new MetadataValue.FloatingValue(MetadataType.FLOAT32, 0.1), "float32: 0.1");
  }

  @Test
  void refusesArrayOfMixedTypes() {
    assertThatThrownBy(
            () ->
                MetadataValue.array(
                    MetadataType.STRING, List.of(MetadataValue.string("a"), MetadataValue.int8(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make an array of string: it holds a value of type int8.");
  }

  @Test
  void keepsItsOwnListOfElements() {
    List<MetadataValue> elements = new ArrayList<>(List.of(MetadataValue.int8(1)));
    MetadataValue array = MetadataValue.array(MetadataType.INT8, elements);

    elements.clear();

    assertThat(array).hasToString("int8[1]");
  }

  private static void assertNotOne(Supplier<MetadataValue> value, String typeAndNumber) {
    assertThatThrownBy(value::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a value of type %s is not one.", typeAndNumber);
  }
}
