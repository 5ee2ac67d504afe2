package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitGgufTest {
  private static final String SAME_SPLIT =
      " Use parts of one split only, under the names that gguf-split gave them.";

  private final Path folder;

  SplitGgufTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void opensAllParts() throws IOException {
    writeParts();

    try (GgufFile file = GgufFile.open(part(1))) {
      assertThat(file.paths()).containsExactly(part(1), part(2), part(3));
      assertThat(file.metadata().string("general.name")).isEqualTo("split");
      assertThat(file.tensorNames()).containsExactly("a", "b", "c");
      assertThat(List.of(firstByte(file, "a"), firstByte(file, "b"), firstByte(file, "c")))
          .containsExactly(1, 2, 3);
    }
  }

  @Test
  void opensSplitWhoseFirstPartHasNoTensors() throws IOException {
    keys(0, 2, 1).write(named(1, 2));
    tensor(keys(1, 2, 1), "only", 9).write(named(2, 2));

    try (GgufFile file = GgufFile.open(named(1, 2))) {
      assertThat(firstByte(file, "only")).isEqualTo(9);
    }
  }

  @Test
  void opensMergedFileThatStillHasTheKeys() throws IOException {
    Path merged = folder.resolve("merged.gguf");
    tensor(keys(0, 0, 5), "a", 1).write(merged);

    try (GgufFile file = GgufFile.open(merged)) {
      assertThat(file.paths()).containsExactly(merged);
    }
  }

  @Test
  void namesTheFirstPartWhenAnotherIsOpened() throws IOException {
    writeParts();

    assertRefused(part(2), part(2), "it is part 2 of 3. Open the first part, " + part(1) + ".");
  }

  @Test
  void namesTheMissingPart() throws IOException {
    writeParts();
    Files.delete(part(3));

    assertRefused(
        part(1),
        part(1),
        "part 3 of 3 is missing, expected " + part(3) + ". Put all parts into one folder.");
  }

  @Test
  void refusesPartInThePlaceOfAnother() throws IOException {
    writeParts();
    Files.copy(part(2), part(3), StandardCopyOption.REPLACE_EXISTING);

    assertRefused(part(1), part(3), "its split.no is 1, expected 2." + SAME_SPLIT);
  }

  @Test
  void refusesPartOfSplitIntoAnotherNumber() throws IOException {
    writeParts();
    tensor(keys(1, 4, 3), "b", 2).write(part(2));

    assertRefused(part(1), part(2), "its split.count is 4, expected 3." + SAME_SPLIT);
  }

  @Test
  void refusesPartOfModelWithAnotherNumberOfTensors() throws IOException {
    writeParts();
    tensor(keys(1, 3, 30), "b", 2).write(part(2));

    assertRefused(part(1), part(2), "its split.tensors.count is 30, expected 3." + SAME_SPLIT);
  }

  @Test
  void refusesPartThatIsNoPart() throws IOException {
    writeParts();
    tensor(new GgufWriter(), "b", 2).write(part(2));

    assertThatThrownBy(() -> GgufFile.open(part(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read metadata 'split.no' of %s: the key is absent, expected integer."
                + " Convert the model again with a current converter.",
            part(2));
  }

  @Test
  void refusesTooFewTensorsInAll() throws IOException {
    writeParts();
    keys(2, 3, 3).write(part(3));

    assertRefused(
        part(1),
        part(1),
        "its 3 parts hold 2 tensors, expected 3 by split.tensors.count."
            + " Fetch or split the model again.");
  }

  @Test
  void refusesTensorThatIsInTwoParts() throws IOException {
    writeParts();
    tensor(keys(2, 3, 3), "a", 3).write(part(3));

    assertRefused(
        part(1), part(3), "tensor 'a' is also in another part. Fetch or split the model again.");
  }

  @Test
  void refusesPartUnderAnotherName() throws IOException {
    Path renamed = folder.resolve("model.gguf");
    tensor(keys(0, 3, 3), "a", 1).write(renamed);

    assertRefused(
        renamed,
        renamed,
        "it is part 1 of 3, expected a name that ends with -00001-of-00003.gguf."
            + " Give each part the name that gguf-split gave it.");
  }

  @Test
  void refusesFirstPartUnderTheNameOfAnother() throws IOException {
    tensor(keys(0, 3, 3), "a", 1).write(part(2));

    assertRefused(
        part(2),
        part(2),
        "it is part 1 of 3, expected a name that ends with -00001-of-00003.gguf."
            + " Give each part the name that gguf-split gave it.");
  }

  @Test
  void refusesNameOfSplitIntoAnotherNumber() throws IOException {
    Path renamed = named(1, 4);
    tensor(keys(0, 3, 3), "a", 1).write(renamed);

    assertRefused(
        renamed,
        renamed,
        "it is part 1 of 3, expected a name that ends with -00001-of-00003.gguf."
            + " Give each part the name that gguf-split gave it.");
  }

  @Test
  void namesTheDamagedPart() throws IOException {
    writeParts();
    Files.writeString(part(2), "GGUF");

    assertRefused(
        part(1),
        part(2),
        "the version: the file ends in the middle of it, at byte 4."
            + " The file is damaged or incomplete: fetch or convert it again.");
  }

  private void writeParts() throws IOException {
    tensor(keys(0, 3, 3).metadata("general.name", MetadataValue.string("split")), "a", 1)
        .write(part(1));
    tensor(keys(1, 3, 3), "b", 2).write(part(2));
    tensor(keys(2, 3, 3), "c", 3).write(part(3));
  }

  /** The keys with the types that gguf-split gives them. */
  private static GgufWriter keys(int number, int count, int tensors) {
    return new GgufWriter()
        .metadata("split.no", MetadataValue.uint16(number))
        .metadata("split.count", MetadataValue.uint16(count))
        .metadata("split.tensors.count", MetadataValue.int32(tensors));
  }

  private static GgufWriter tensor(GgufWriter writer, String name, int firstByte) {
    return writer.tensor(name, TensorType.F32, List.of(1L), new byte[] {(byte) firstByte, 0, 0, 0});
  }

  private Path part(int number) {
    return named(number, 3);
  }

  private Path named(int number, int count) {
    return folder.resolve(String.format(Locale.ROOT, "model-%05d-of-%05d.gguf", number, count));
  }

  private static int firstByte(GgufFile file, String tensor) {
    byte[] target = new byte[1];
    file.tensor(tensor).read(0, target, 0, 1);
    return target[0];
  }

  private static void assertRefused(Path opened, Path named, String cause) {
    assertThatThrownBy(() -> GgufFile.open(opened))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot open " + named + ": " + cause);
  }
}
