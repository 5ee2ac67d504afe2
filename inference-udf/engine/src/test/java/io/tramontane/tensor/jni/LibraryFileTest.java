package io.tramontane.tensor.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFileTest {
  private static final byte[] CONTENT = new byte[100_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  private final Path parent;

  LibraryFileTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void isWrittenOnceIntoAFolderOfTheUsersOwn() throws IOException {
    Path file = LibraryFile.in(parent, CONTENT);

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    Object key = Files.getAttribute(file, "unix:ino");
    assertThat(LibraryFile.in(parent, CONTENT)).isEqualTo(file);
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(key);
  }

  @Test
  void anotherVersionHasAnotherFile() throws IOException {
    Path file = LibraryFile.in(parent, CONTENT);
    byte[] other = CONTENT.clone();
    other[50_000]++;

    assertThat(LibraryFile.in(parent, other)).isNotEqualTo(file).hasBinaryContent(other);
    assertThat(file).hasBinaryContent(CONTENT);
  }

  @Test
  void whatIsDamagedIsReplaced() throws IOException {
    Path file = LibraryFile.in(parent, CONTENT);
    byte[] stale = CONTENT.clone();
    stale[7]++;
    for (byte[] damaged : List.of(new byte[0], new byte[50_000], stale)) {
      Files.write(file, damaged);

      assertThat(LibraryFile.in(parent, CONTENT)).isEqualTo(file).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void manyAtOnceFindItWhole() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(16);
    try {
      Callable<byte[]> reader = () -> Files.readAllBytes(LibraryFile.in(parent, CONTENT));
      for (Future<byte[]> read : executor.invokeAll(Collections.nCopies(200, reader))) {
        assertThat(read.get()).isEqualTo(CONTENT);
      }
    } finally {
      executor.shutdown();
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void refusesAFolderThatOthersMayWriteTo() throws IOException {
    Path folder = LibraryFile.in(parent, CONTENT).getParent();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> LibraryFile.in(parent, CONTENT))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s is no folder that %s alone may use"
                .formatted(folder, System.getProperty("user.name")));
  }

  @Test
  void refusesALinkInPlaceOfTheFolder(@TempDir Path elsewhere) throws IOException {
    Path folder = parent.resolve("tramontane-" + System.getProperty("user.name"));
    Files.createSymbolicLink(folder, elsewhere);

    assertThatThrownBy(() -> LibraryFile.in(parent, CONTENT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + " is no folder that ");
    assertThat(elsewhere).isEmptyDirectory();
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(parent)) {
      return new HashSet<>(all.filter(Files::isRegularFile).toList());
    }
  }
}
