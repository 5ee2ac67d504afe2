package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDigestsTest {
  /** Of no file at all: whoever gives it has read it in the folder, and not the file. */
  private static final String REMEMBERED = "0".repeat(64);

  private final Path folder;
  private final Path models;

  KnownDigestsTest(@TempDir Path folder, @TempDir Path models) {
    this.folder = folder;
    this.models = models;
  }

  private ModelDigest digest(Path... parts) {
    return ModelDigest.of(List.of(parts), KnownDigests.in(folder));
  }

  private Path model(String name, String content) throws IOException {
    return Files.writeString(models.resolve(name), content);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private void makeEntriesTell(String digest) throws IOException {
    for (Path entry : entries()) {
      Files.writeString(entry, Files.readString(entry).replaceAll("[0-9a-f]{64}$", digest));
    }
  }

  @Test
  void aFileIsReadOnceForAllThatAskLater() throws IOException {
    Path file = model("m.gguf", "abc");
    assertThat(digest(file).sha256()).isEqualTo(ModelDigest.sha256(List.of(file)));
    makeEntriesTell(REMEMBERED);

    assertThat(digest(file).sha256()).isEqualTo(REMEMBERED);
    assertThat(ModelDigest.sha256(List.of(file))).isNotEqualTo(REMEMBERED);
  }

  @Test
  void aFileOfAnotherNameIsTheSame() throws IOException {
    Path file = model("m.gguf", "abc");
    Path link = Files.createSymbolicLink(models.resolve("link"), file);
    digest(file);
    makeEntriesTell(REMEMBERED);

    assertThat(digest(link).sha256()).isEqualTo(REMEMBERED);
  }

  @Test
  void whatWasChangedOrReplacedIsReadAgain() throws IOException {
    Path file = model("m.gguf", "abc");
    FileTime time = Files.getLastModifiedTime(file);
    digest(file);
    makeEntriesTell(REMEMBERED);
    Files.writeString(file, "xyz", StandardOpenOption.WRITE);
    Files.setLastModifiedTime(file, time);

    assertThat(digest(file).sha256()).isEqualTo(ModelDigest.sha256(List.of(file)));

    makeEntriesTell(REMEMBERED);
    Files.move(model("other", "uvw"), file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(digest(file).sha256()).isEqualTo(ModelDigest.sha256(List.of(file)));
  }

  @Test
  void everyPartOfASplitModelIsRemembered() throws IOException {
    Path first = model("1.gguf", "abc");
    Path second = model("2.gguf", "def");

    ModelDigest digest = digest(first, second);

    assertThat(digest.sha256()).isEqualTo(ModelDigest.sha256(List.of(first, second)));
    assertThat(digest.files()).extracting(file -> file.file()).containsExactly(first, second);
    assertThat(entries()).hasSize(2);
    assertThat(digest(first, second)).isEqualTo(digest);
    makeEntriesTell(REMEMBERED);
    assertThat(digest(second).sha256()).isEqualTo(REMEMBERED);
    Files.writeString(second, "xyz");
    assertThat(digest(first).sha256()).isEqualTo(REMEMBERED);
    assertThat(digest(second).sha256()).isEqualTo(ModelDigest.sha256(List.of(second)));
  }

  @Test
  void anEntryThatIsDamagedIsMadeAgain() throws IOException {
    Path file = model("m.gguf", "abc");
    String right = digest(file).sha256();
    String entry = Files.readString(entries().get(0));
    for (String damaged : List.of("", "nonsense", entry.substring(0, entry.length() - 1))) {
      Files.writeString(entries().get(0), damaged);

      assertThat(digest(file).sha256()).isEqualTo(right);
      assertThat(entries()).hasSize(1);
      assertThat(entries().get(0)).hasContent(entry);
    }
  }

  @Test
  void onlyThisUserMayWriteAnEntry() throws IOException {
    digest(model("m.gguf", "abc"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entries().get(0))))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAFolderEveryDigestIsRead() throws IOException {
    Path file = model("m.gguf", "abc");
    Files.delete(folder);

    assertThat(digest(file).sha256()).isEqualTo(ModelDigest.sha256(List.of(file)));
  }

  @Test
  void refusesToTakeAnotherFileForTheDigested() throws IOException {
    Path file = model("m.gguf", "abc");
    ModelDigest digest = digest(file);
    digest.requireOpened(digest(file).files());
    Files.move(model("other", "abc"), file, StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> digest.requireOpened(digest(file).files()))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot use model %s: it was changed or replaced between being digested and being opened. Start again.",
            file);
  }
}
