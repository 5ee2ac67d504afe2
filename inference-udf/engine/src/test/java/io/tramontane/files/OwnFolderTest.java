package io.tramontane.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFolderTest {
  private final Path parent;

  OwnFolderTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private Path folder(String permissions) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("folder"));
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void makesAFolderForThisUserAlone() throws IOException {
    Path folder = OwnFolder.at(parent.resolve("new/folder"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(OwnFolder.at(folder)).isEqualTo(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwx------", "rwxr-xr-x", "rwxr-x---"})
  void takesAFolderThatOthersMayRead(String permissions) throws IOException {
    Path folder = folder(permissions);

    assertThat(OwnFolder.at(folder)).isEqualTo(folder.toRealPath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x", "rwxr-x-w-"})
  void refusesAFolderThatOthersMayWriteTo(String permissions) throws IOException {
    Path folder = folder(permissions);

    assertThatThrownBy(() -> OwnFolder.at(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s is no folder that %s alone may write to",
            folder.toRealPath(), System.getProperty("user.name"));
  }

  @Test
  void followsALinkThatThisUserNames() throws IOException {
    Path folder = folder("rwxr-xr-x");
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);

    assertThat(OwnFolder.at(link)).isEqualTo(folder.toRealPath());
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> OwnFolder.at(file)).isInstanceOf(IOException.class);
  }
}
