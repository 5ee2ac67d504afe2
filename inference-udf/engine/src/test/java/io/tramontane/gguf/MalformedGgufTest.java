package io.tramontane.gguf;

import static io.tramontane.gguf.RawGguf.ARRAY;
import static io.tramontane.gguf.RawGguf.BOOL;
import static io.tramontane.gguf.RawGguf.F32;
import static io.tramontane.gguf.RawGguf.Q4_0;
import static io.tramontane.gguf.RawGguf.STRING;
import static io.tramontane.gguf.RawGguf.UINT32;
import static io.tramontane.gguf.RawGguf.UINT64;
import static io.tramontane.gguf.RawGguf.UINT8;
import static io.tramontane.gguf.RawGguf.empty;
import static io.tramontane.gguf.RawGguf.header;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedGgufTest {
  private static final String DAMAGED =
      " The file is damaged or incomplete: fetch or convert it again.";
  private static final String METADATA_TYPES =
      "uint8 (0), int8 (1), uint16 (2), int16 (3), uint32 (4), int32 (5), float32 (6), bool (7),"
          + " string (8), array (9), uint64 (10), int64 (11), float64 (12)";
  private static final String TENSOR_TYPES =
      "F32 (0), F16 (1), Q4_0 (2), Q4_1 (3), Q5_0 (6), Q5_1 (7), Q8_0 (8), Q2_K (10), Q3_K (11),"
          + " Q4_K (12), Q5_K (13), Q6_K (14), IQ4_NL (20), IQ4_XS (23), BF16 (30), MXFP4 (39)";

  private final Path folder;

  MalformedGgufTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"starts", "metadata", "tensors", "places"})
  void saysWhatIsWrong(String what, RawGguf content, String cause) throws IOException {
    Path file = content.write(folder.resolve("model.gguf"));

    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot open " + file + ": " + cause);
  }

  static Stream<Arguments> starts() {
    return Stream.of(
        bad("empty file", empty(), "the header: the file is empty." + DAMAGED),
        bad(
            "short magic",
            empty().text("GGU"),
            "the magic number: the file ends in the middle of it, at byte 3." + DAMAGED),
        bad(
            "other magic",
            empty().text("GGML").data(64),
            "the magic number: found bytes 47474d4c, expected 47475546 (\"GGUF\")."
                + " Give a GGUF file, or convert the model to one."),
        bad(
            "version 1",
            empty().text("GGUF").int32(1).data(64),
            "the version: found 1, expected 2 or 3."
                + " Convert the model again with a current converter."),
        bad(
            "version of the future",
            empty().text("GGUF").int32(-1).data(64),
            "the version: found 4294967295, expected 2 or 3."
                + " Convert the model again with a current converter."),
        bad(
            "big-endian",
            empty().text("GGUF").int32(0x03000000).data(64),
            "the version: found 3 in big-endian order, expected a little-endian file."
                + " Convert the model for little-endian machines."),
        bad(
            "2^40 tensors",
            header(1L << 40, 0).data(64),
            "the number of tensors: it announces 1099511627776 × at least 32 bytes, but only 80 are"
                + " left after byte 16 of the file."
                + DAMAGED),
        bad(
            "2^64 - 1 metadata values",
            header(0, -1).data(64),
            "the number of metadata values: it announces 18446744073709551615 × at least 13 bytes,"
                + " but only 72 are left after byte 24 of the file."
                + DAMAGED));
  }

  static Stream<Arguments> metadata() {
    return Stream.of(
        bad(
            "key of 2^63 bytes",
            header(0, 1).int64(Long.MIN_VALUE).data(64),
            "metadata key 1 of 1: it announces 9223372036854775808 × at least 1 bytes, but only 64"
                + " are left after byte 32 of the file."
                + DAMAGED),
        bad(
            "key of 65,536 bytes",
            header(0, 1).string("k".repeat(65_536)).data(64),
            "metadata key 1 of 1: its name takes 65536 bytes, expected at most 65535." + DAMAGED),
        bad(
            "key that is not UTF-8",
            header(0, 1).int64(2).int8(0xC3).int8('(').data(64),
            "metadata key 1 of 1: its text of 2 bytes is not UTF-8." + DAMAGED),
        bad(
            "unknown type",
            header(0, 1).string("a.key").int32(13).data(64),
            "metadata 'a.key': its type 13 is unknown, expected " + METADATA_TYPES + "." + DAMAGED),
        bad(
            "unknown element type",
            header(0, 1).string("a.key").int32(ARRAY).int32(-1).int64(1).data(64),
            "metadata 'a.key': its type 4294967295 is unknown, expected "
                + METADATA_TYPES
                + "."
                + DAMAGED),
        bad(
            "same key twice",
            header(0, 2).uint32("a.key", 1).uint32("a.key", 2).data(64),
            "metadata 'a.key': the key is there twice." + DAMAGED),
        bad(
            "bool of 2",
            header(0, 1).string("a.key").int32(BOOL).int8(2).data(64),
            "metadata 'a.key': found 2 as a bool, expected 0 or 1." + DAMAGED),
        bad(
            "string of 2^63 bytes",
            header(0, 1).string("a.key").int32(STRING).int64(Long.MIN_VALUE).data(64),
            "metadata 'a.key': it announces 9223372036854775808 × at least 1 bytes, but only 79 are"
                + " left after byte 49 of the file."
                + DAMAGED),
        bad(
            "string that is not UTF-8",
            header(0, 1).string("a.key").int32(STRING).int64(1).int8(0xFF).data(64),
            "metadata 'a.key': its text of 1 bytes is not UTF-8." + DAMAGED),
        bad(
            "array element that is not UTF-8",
            header(0, 1)
                .string("a.key")
                .int32(ARRAY)
                .int32(STRING)
                .int64(2)
                .string("ok")
                .int64(1)
                .int8(0x80)
                .data(64),
            "metadata 'a.key': its text of 1 bytes is not UTF-8." + DAMAGED),
        bad(
            "array of 2^60 strings",
            header(0, 1).string("a.key").int32(ARRAY).int32(STRING).int64(1L << 60).data(64),
            "metadata 'a.key': it announces 1152921504606846976 × at least 8 bytes, but only 75 are"
                + " left after byte 53 of the file."
                + DAMAGED),
        bad(
            "array of 2^61 numbers of 8 bytes, 2^64 in all",
            header(0, 1).string("a.key").int32(ARRAY).int32(UINT64).int64(1L << 61).data(64),
            "metadata 'a.key': it announces 2305843009213693952 × at least 8 bytes, but only 75 are"
                + " left after byte 53 of the file."
                + DAMAGED),
        bad(
            "nine arrays in each other",
            nested(9),
            "metadata 'a.key': its arrays are nested, expected at most 8 in each other." + DAMAGED),
        bad(
            "alignment 0",
            header(0, 1).uint32("general.alignment", 0).data(64),
            "metadata 'general.alignment': found 0, expected a power of two." + DAMAGED),
        bad(
            "alignment 48",
            header(0, 1).uint32("general.alignment", 48).data(64),
            "metadata 'general.alignment': found 48, expected a power of two." + DAMAGED),
        bad(
            "name that would disturb a terminal",
            header(0, 1).string("\u001b[2J" + "x".repeat(200)).int32(99).data(64),
            "metadata '\\u{1B}[2J"
                + "x".repeat(96)
                + "…': its type 99 is unknown, expected "
                + METADATA_TYPES
                + "."
                + DAMAGED));
  }

  static Stream<Arguments> tensors() {
    return Stream.of(
        bad(
            "name of 65 bytes",
            header(1, 0).tensor("n".repeat(65), F32, 0, 8).data(64),
            "tensor 1 of 1: its name takes 65 bytes, expected at most 64." + DAMAGED),
        bad(
            "same name twice",
            header(2, 0).tensor("t", F32, 0, 8).tensor("t", F32, 32, 8).data(64),
            "tensor 't': the tensor is there twice." + DAMAGED),
        bad(
            "no dimension",
            header(1, 0).tensor("t", F32, 0).data(64),
            "tensor 't': it has 0 dimensions, expected 1 to 4." + DAMAGED),
        bad(
            "five dimensions",
            header(1, 0).tensor("t", F32, 0, 1, 1, 1, 1, 1).data(64),
            "tensor 't': it has 5 dimensions, expected 1 to 4." + DAMAGED),
        bad(
            "2^32 - 1 dimensions",
            header(1, 0).string("t").int32(-1).data(64),
            "tensor 't': it has 4294967295 dimensions, expected 1 to 4." + DAMAGED),
        bad(
            "dimension 0",
            header(1, 0).tensor("t", F32, 0, 8, 0).data(64),
            "tensor 't': its shape is [8, 0], expected dimensions from 1 to 2^63 - 1." + DAMAGED),
        bad(
            "dimension 2^64 - 1",
            header(1, 0).tensor("t", F32, 0, -1).data(64),
            "tensor 't': its shape is [18446744073709551615], expected dimensions from 1 to"
                + " 2^63 - 1."
                + DAMAGED),
        bad(
            "2^64 values",
            header(1, 0).tensor("t", F32, 0, 1L << 32, 1L << 32).data(64),
            "tensor 't': its shape [4294967296, 4294967296] of F32 takes 2^63 bytes or more."
                + DAMAGED),
        bad(
            "2^62 values of 4 bytes",
            header(1, 0).tensor("t", F32, 0, 1L << 62).data(64),
            "tensor 't': its shape [4611686018427387904] of F32 takes 2^63 bytes or more."
                + DAMAGED),
        bad(
            "row that is no whole number of blocks",
            header(1, 0).tensor("t", Q4_0, 0, 48, 2).data(64),
            "tensor 't': its rows have 48 values, expected a multiple of 32 for Q4_0." + DAMAGED),
        bad(
            "type that is not supported",
            header(1, 0).tensor("t", 16, 0, 256).data(128),
            "tensor 't': its type 16 is not supported, expected one of "
                + TENSOR_TYPES
                + ". Convert the model to one of these."));
  }

  static Stream<Arguments> places() {
    return Stream.of(
        bad(
            "offset that is not aligned",
            header(1, 0).tensor("t", F32, 16, 8).data(64),
            "tensor 't': its offset 16 is not a multiple of the alignment 32." + DAMAGED),
        bad(
            "offset not aligned to the file's own alignment",
            header(1, 1).uint32("general.alignment", 64).tensor("t", F32, 32, 8).data(128),
            "tensor 't': its offset 32 is not a multiple of the alignment 64." + DAMAGED),
        bad(
            "data that ends too early",
            header(1, 0).tensor("t", F32, 0, 8).data(31),
            "tensor 't': its 32 bytes at offset 0 go beyond the 31 bytes of tensor data in the"
                + " file."
                + DAMAGED),
        bad(
            "no data at all",
            header(1, 0).tensor("t", F32, 0, 8),
            "tensor 't': its 32 bytes at offset 0 go beyond the 0 bytes of tensor data in the file."
                + DAMAGED),
        bad(
            "offset beyond the file",
            header(1, 0).tensor("t", F32, 64, 8).data(64),
            "tensor 't': its 32 bytes at offset 64 go beyond the 64 bytes of tensor data in the"
                + " file."
                + DAMAGED),
        bad(
            "offset of 2^63",
            header(1, 0).tensor("t", F32, Long.MIN_VALUE, 8).data(64),
            "tensor 't': its 32 bytes at offset 9223372036854775808 go beyond the 64 bytes of tensor"
                + " data in the file."
                + DAMAGED),
        bad(
            "offset and size that overflow together",
            header(1, 0).tensor("t", F32, Long.MAX_VALUE - 31, 8).data(64),
            "tensor 't': its 32 bytes at offset 9223372036854775776 go beyond the 64 bytes of tensor"
                + " data in the file."
                + DAMAGED),
        bad(
            "alignment beyond the file",
            header(1, 1).uint32("general.alignment", 1 << 30).tensor("t", F32, 0, 8).data(64),
            "tensor 't': its 32 bytes at offset 0 go beyond the 0 bytes of tensor data in the file."
                + DAMAGED),
        bad(
            "tensors that overlap",
            header(2, 0).tensor("late", F32, 32, 8).tensor("early", F32, 0, 9).data(64),
            "tensor 'late': its offset 32 lies inside tensor 'early', which ends at offset 36."
                + DAMAGED),
        bad(
            "tensors at the same place",
            header(2, 0).tensor("one", F32, 0, 8).tensor("two", F32, 0, 8).data(64),
            "tensor 'two': its offset 0 lies inside tensor 'one', which ends at offset 32."
                + DAMAGED));
  }

  @Test
  void refusesAlignmentThatIsNoInteger() throws IOException {
    Path file =
        header(0, 1)
            .string("general.alignment")
            .int32(STRING)
            .string("32")
            .write(folder.resolve("model.gguf"));

    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read metadata 'general.alignment' of %s: found type string, expected integer."
                    .formatted(file)
                + " Convert the model again with a current converter.");
  }

  @Test
  void refusesHeaderBeyondItsLimitThoughTheFileIsLongEnough() throws IOException {
    Path file =
        header(0, 1)
            .string("a.key")
            .int32(ARRAY)
            .int32(UINT8)
            .int64(1L << 33)
            .write(folder.resolve("model.gguf"));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 34);
    }

    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot open %s: metadata 'a.key': it takes 8589934592 bytes after byte 53, expected a"
                    .formatted(file)
                + " header of at most 67108864."
                + DAMAGED);
  }

  private static RawGguf nested(int depth) {
    RawGguf file = header(0, 1).string("a.key").int32(ARRAY);
    for (int i = 1; i < depth; i++) {
      file.int32(ARRAY).int64(1);
    }
    return file.int32(UINT32).int64(1).int32(7).data(0);
  }

  private static Arguments bad(String what, RawGguf content, String cause) {
    return Arguments.of(what, content, cause);
  }
}
