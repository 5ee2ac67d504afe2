package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufRoundTripTest {
  private final Path folder;

  GgufRoundTripTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void keepsMetadataOfEveryTypeInOrder() throws IOException {
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    values.put("uint8", MetadataValue.uint8(255));
    values.put("int8", MetadataValue.int8(-128));
    values.put("uint16", MetadataValue.uint16(65_535));
    values.put("int16", MetadataValue.int16(-32_768));
    values.put("uint32", MetadataValue.uint32(4_294_967_295L));
    values.put("int32", MetadataValue.int32(Integer.MIN_VALUE));
    values.put("uint64", MetadataValue.uint64(-1));
    values.put("int64", MetadataValue.int64(Long.MIN_VALUE));
    values.put("float32", MetadataValue.float32(1e-5f));
    values.put("float64", MetadataValue.float64(Math.PI));
    values.put("nan", MetadataValue.float32(Float.NaN));
    values.put("false", MetadataValue.bool(false));
    values.put("true", MetadataValue.bool(true));
    values.put("text", MetadataValue.string("▁Grüße 🌬"));
    values.put("no text", MetadataValue.string(""));

    try (GgufFile file = writeAndOpen(writer(values))) {
      assertThat(file.metadata().values()).containsExactlyEntriesOf(values);
      assertThat(file.metadata().values().get("uint64")).hasToString("18446744073709551615");
      assertThat(file.metadata().values().get("float32")).hasToString("1.0E-5");
    }
  }

  @ParameterizedTest
  @EnumSource(MetadataType.class)
  void keepsArraysOfEveryType(MetadataType type) throws IOException {
    MetadataValue element = example(type);
    Map<String, MetadataValue> values = new LinkedHashMap<>();
    values.put("none", MetadataValue.array(type, List.of()));
    values.put("three", MetadataValue.array(type, List.of(element, element, element)));

    try (GgufFile file = writeAndOpen(writer(values))) {
      assertThat(file.metadata().values()).containsExactlyEntriesOf(values);
      assertThat(file.metadata().values().get("three")).hasToString(type + "[3]");
    }
  }

  @Test
  void keepsArraysInArrays() throws IOException {
    MetadataValue nested = MetadataValue.int32s(1, 2);
    for (int depth = 2; depth <= HeaderParser.DEEPEST_ARRAY; depth++) {
      nested = MetadataValue.array(MetadataType.ARRAY, List.of(nested));
    }

    try (GgufFile file = writeAndOpen(writer(Map.of("nested", nested)))) {
      assertThat(file.metadata().values()).containsExactly(Map.entry("nested", nested));
    }
  }

  @Test
  void keepsMetadataLargerThanAnyBuffer() throws IOException {
    List<String> tokens = new Random(1).ints(50_000).mapToObj(Integer::toHexString).toList();
    float[] scores = new float[300_001];
    scores[300_000] = -1.5f;
    GgufWriter writer =
        new GgufWriter()
            .metadata("tokens", MetadataValue.strings(tokens))
            .metadata("scores", MetadataValue.float32s(scores));

    try (GgufFile file = writeAndOpen(writer)) {
      assertThat(file.metadata().strings("tokens")).isEqualTo(tokens);
      assertThat(file.metadata().floats("scores")).isEqualTo(scores);
    }
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void keepsTensorsOfEveryType(TensorType type) throws IOException {
    long columns = 2L * type.blockLength();
    byte[] bytes = random((int) type.bytes(columns * 3));

    try (GgufFile file =
        writeAndOpen(new GgufWriter().tensor("t", type, List.of(columns, 3L), bytes))) {
      GgufTensor tensor = file.tensor("t");
      assertThat(tensor.type()).isEqualTo(type);
      assertThat(tensor.shape()).containsExactly(columns, 3L);
      assertThat(tensor.columns()).isEqualTo(columns);
      assertThat(tensor.rows()).isEqualTo(3);
      assertThat(tensor.bytes()).isEqualTo(bytes.length);
      assertThat(tensor.rowBytes()).isEqualTo(2L * type.blockBytes());
      assertThat(content(tensor)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32, 4096})
  void keepsTensorsApartAtAnyAlignment(int alignment) throws IOException {
    GgufWriter writer = new GgufWriter();
    if (alignment != 32) {
      writer.alignment(alignment);
    }
    List<byte[]> contents = List.of(random(4), random(36), random(64), random(12));
    for (int i = 0; i < contents.size(); i++) {
      byte[] content = contents.get(i);
      writer.tensor("t" + i, TensorType.F32, List.of(content.length / 4L), content);
    }

    try (GgufFile file = writeAndOpen(writer)) {
      assertThat(file.tensorNames()).containsExactly("t0", "t1", "t2", "t3");
      for (int i = 0; i < contents.size(); i++) {
        assertThat(content(file.tensor("t" + i))).isEqualTo(contents.get(i));
      }
      assertThat(file.metadata().has("general.alignment")).isEqualTo(alignment != 32);
      assertThat(Files.size(file.paths().get(0)) % alignment).isZero();
    }
  }

  @Test
  void writesWhatTheSpecificationSays() throws IOException {
    Path file = folder.resolve("model.gguf");
    new GgufWriter()
        .metadata("answer", MetadataValue.uint32(42))
        .tensor("t", TensorType.F32, List.of(2L, 1L), new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
        .write(file);

    RawGguf expected = RawGguf.header(1, 1).uint32("answer", 42).tensor("t", RawGguf.F32, 0, 2, 1);
    expected.data(0).int64(0x0807060504030201L).data(0);
    assertThat(file).hasBinaryContent(expected.bytes());
  }

  @Test
  void readsVersion2() throws IOException {
    RawGguf version2 = RawGguf.empty().text("GGUF").int32(2).int64(1).int64(1);
    version2.uint32("answer", 42).tensor("t", RawGguf.F32, 0, 2).data(0).int64(7);

    try (GgufFile file = GgufFile.open(version2.write(folder.resolve("model.gguf")))) {
      assertThat(file.metadata().integer("answer")).isEqualTo(42);
      assertThat(content(file.tensor("t"))).isEqualTo(new byte[] {7, 0, 0, 0, 0, 0, 0, 0});
    }
  }

  @Test
  void readsFileWithoutTensorsOrMetadata() throws IOException {
    try (GgufFile file = GgufFile.open(RawGguf.header(0, 0).write(folder.resolve("model.gguf")))) {
      assertThat(file.tensorNames()).isEmpty();
      assertThat(file.metadata().values()).isEmpty();
    }
  }

  private static GgufWriter writer(Map<String, MetadataValue> values) {
    GgufWriter writer = new GgufWriter();
    values.forEach(writer::metadata);
    return writer;
  }

  private GgufFile writeAndOpen(GgufWriter writer) throws IOException {
    Path path = folder.resolve("model.gguf");
    writer.write(path);
    return GgufFile.open(path);
  }

  private static MetadataValue example(MetadataType type) {
    return switch (type) {
      case UINT8 -> MetadataValue.uint8(200);
      case INT8 -> MetadataValue.int8(-100);
      case UINT16 -> MetadataValue.uint16(50_000);
      case INT16 -> MetadataValue.int16(-30_000);
      case UINT32 -> MetadataValue.uint32(4_000_000_000L);
      case INT32 -> MetadataValue.int32(-2_000_000_000);
      case FLOAT32 -> MetadataValue.float32(0.1f);
      case BOOL -> MetadataValue.bool(true);
      case STRING -> MetadataValue.string("piece");
      case ARRAY -> MetadataValue.strings(List.of("a", ""));
      case UINT64 -> MetadataValue.uint64(Long.MIN_VALUE);
      case INT64 -> MetadataValue.int64(-1);
      case FLOAT64 -> MetadataValue.float64(-0.0);
    };
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] content(GgufTensor tensor) {
    byte[] bytes = new byte[(int) tensor.bytes()];
    tensor.read(0, bytes, 0, bytes.length);
    return bytes;
  }
}
