package io.tramontane.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {
  private final Path folder;
  private final Path file;

  FileIdentityTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("model.gguf");
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(file, "abc");
  }

  @Test
  void isTheSameAsLongAsNobodyChangesTheFile() throws IOException {
    FileIdentity identity = FileIdentity.of(file);

    assertThat(Files.readString(file)).isEqualTo("abc");
    assertThat(FileIdentity.of(file)).isEqualTo(identity);
    assertThatCode(identity::requireUnchanged).doesNotThrowAnyException();
    assertThat(identity.bytes()).isEqualTo(3);
  }

  /** As tools do that keep a file's time. */
  @Test
  void seesAWriteWhoseTimeWasSetBack() throws Exception {
    FileTime time = Files.getLastModifiedTime(file);
    FileIdentity identity = afterATick();
    Files.writeString(file, "xyz", StandardOpenOption.WRITE);
    Files.setLastModifiedTime(file, time);

    assertThatThrownBy(identity::requireUnchanged)
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot go on with %s: it was written to, or its name or attributes were changed since it was opened. Replace a model between runs only, by renaming another file to its name; then start again.",
            file);
  }

  @Test
  void seesAnotherLength() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Files.writeString(file, "ab");

    assertThatThrownBy(identity::requireUnchanged)
        .hasMessageContaining("it had 3 bytes and has 2 since");
  }

  @Test
  void seesAnotherFileOfTheSameContentAndTime() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Path other = folder.resolve("other");
    Files.copy(file, other, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

    assertThatThrownBy(identity::requireUnchanged)
        .hasMessageContaining("another file has taken its place");
  }

  @Test
  void seesWhereALinkPointsTo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("current"), file);
    FileIdentity identity = FileIdentity.of(link);
    Path other = Files.writeString(folder.resolve("other"), "abc");
    Files.delete(link);
    Files.createSymbolicLink(link, other);

    assertThatThrownBy(identity::requireUnchanged)
        .hasMessageContaining("another file has taken its place");
  }

  @Test
  void seesThatItIsGone() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Files.delete(file);

    assertThatThrownBy(identity::requireUnchanged)
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("it was removed");
  }

  /** A second write within a tick of the system's clock leaves the change time as it is. */
  private FileIdentity afterATick() throws Exception {
    FileIdentity identity = FileIdentity.of(file);
    Path clock = folder.resolve("clock");
    do {
      Files.writeString(clock, "tick");
    } while (FileIdentity.of(clock).changed() <= identity.changed());
    return identity;
  }
}
