package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDigestTest {
  private final Path folder;

  ModelDigestTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isThePlainDigestOfSingleFile() throws IOException {
    Path file = Files.writeString(folder.resolve("model.gguf"), "abc");

    // The example of FIPS 180-2, appendix B.1.
    assertThat(ModelDigest.sha256(List.of(file)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void isTheDigestOfTheDigestsOfSplit() throws IOException {
    Path first = Files.writeString(folder.resolve("1.gguf"), "abc");
    Path second = Files.writeString(folder.resolve("2.gguf"), "def");

    // (printf abc | sha256sum; printf def | sha256sum) | cut -c 1-64 | sha256sum
    assertThat(ModelDigest.sha256(List.of(first, second)))
        .isEqualTo("de7ad4a6c2f0daea4b2e717eba13e90728ecb1f46840b4450916325b95905ea1");
    assertThat(ModelDigest.sha256(List.of(second, first)))
        .isNotEqualTo("de7ad4a6c2f0daea4b2e717eba13e90728ecb1f46840b4450916325b95905ea1");
  }

  @Test
  void saysWhichFileItCannotRead() {
    Path absent = folder.resolve("absent.gguf");

    assertThatThrownBy(() -> ModelDigest.sha256(List.of(absent)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot digest %s: it is missing or not readable. Check path and access.", absent);
    assertThatThrownBy(() -> ModelDigest.sha256(List.of(folder)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageStartingWith("Cannot digest " + folder + ": ");
    assertThatThrownBy(() -> ModelDigest.sha256(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot digest a model: it has no files.");
  }
}
