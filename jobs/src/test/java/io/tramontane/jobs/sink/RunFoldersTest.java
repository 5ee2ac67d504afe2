package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replacing a run by another, with a death after each step. */
class RunFoldersTest {
  private static final Path PLAN =
      Path.of("src/test/resources/runs-of-the-first-release/classify/_plan.json");

  private final Path output;
  private final RunFolders folders;
  private final RunLock lock;

  RunFoldersTest(@TempDir Path output) {
    this.output = output;
    this.folders = new RunFolders(output.toString(), "r1", new Configuration());
    this.lock = folders.lock();
  }

  @AfterEach
  void unlock() {
    lock.close();
  }

  @BeforeEach
  void makeTwoRuns() throws IOException {
    write("r1/part-00000.parquet", "old");
    write("r1/part-00001.parquet", "old");
    write(".r1.next/_SUCCESS", "");
    write(".r1.next/_ledger/00000.json", "new");
    write(".r1.next/part-00000.parquet", "new");
  }

  @Test
  void theNextRunTakesThePlaceOfTheOld() throws IOException {
    folders.replace(folders.nexts().get(0), lock);

    assertThatTheNewOneIsThereAlone();
    assertThat(folders.isReplacing()).isFalse();
  }

  @Test
  void withoutADecisionNothingIsReplaced() throws IOException {
    folders.repair(lock);

    assertThat(names(output)).containsExactly(".r1.next", "r1");
    assertThat(output.resolve("r1/part-00000.parquet")).hasContent("old");
  }

  @Test
  void aDeathAfterTheDecisionIsRepaired() throws IOException {
    write(".r1.replacing", "");
    assertThat(folders.isReplacing()).isTrue();

    folders.repair(lock);

    assertThatTheNewOneIsThereAlone();
  }

  @Test
  void aDeathWhileTheOldOneIsDeletedIsRepaired() throws IOException {
    write(".r1.replacing", "");
    Files.delete(output.resolve("r1/part-00001.parquet"));

    folders.repair(lock);

    assertThatTheNewOneIsThereAlone();
  }

  @Test
  void aDeathBetweenTheMarksIsRepaired() throws IOException {
    write(".r1.replacing", "");
    write(".r1.moving", "");
    deleteOld();

    folders.repair(lock);

    assertThatTheNewOneIsThereAlone();
  }

  @Test
  void aDeathWhileFilesAreMovedIsRepaired() throws IOException {
    write(".r1.moving", "");
    deleteOld();
    Files.createDirectory(output.resolve("r1"));
    Files.move(
        output.resolve(".r1.next/part-00000.parquet"), output.resolve("r1/part-00000.parquet"));
    assertThat(folders.isReplacing()).isTrue();

    folders.repair(lock);

    assertThatTheNewOneIsThereAlone();
  }

  @Test
  void aDeathBeforeTheLastMarkIsGoneIsRepaired() throws IOException {
    folders.replace(folders.nexts().get(0), lock);
    write(".r1.moving", "");

    folders.repair(lock);

    assertThatTheNewOneIsThereAlone();
  }

  @Test
  void aMarkWhoseNextRunIsGoneSaysNothing() throws IOException {
    String other = "-00000000-1111-2222-3333-444444444444";
    write(".r1.replacing" + other, "");
    write(".r1.moving" + other, "");

    folders.repair(lock);

    assertThat(names(output)).containsExactly(".r1.next", "r1");
    assertThat(output.resolve("r1/part-00000.parquet")).hasContent("old");
  }

  @Test
  void whatAProcessRemovedThatHadLostTheLockIsBroughtBackAtTheNextStart() throws IOException {
    lock.close();
    write("r1/_plan.json", Files.readString(PLAN));
    Path own = output.resolve(".r1.own-00000000-1111-2222-3333-444444444444");
    Files.createDirectory(own);
    Files.move(output.resolve("r1"), own.resolve("removed"));

    folders.lock().close();

    assertThat(names(output)).containsExactly(".r1.next", "r1");
    assertThat(output.resolve("r1/part-00000.parquet")).hasContent("old");
  }

  @Test
  void whatBelongsToRunsOfLongerNamesStays() throws IOException {
    lock.close();
    RunFolders longer = new RunFolders(output.toString(), "r1.own-x", new Configuration());
    try (RunLock other = longer.lock()) {
      folders.lock().close();

      other.requireHeld();
    }
  }

  private void assertThatTheNewOneIsThereAlone() throws IOException {
    assertThat(names(output)).containsExactly("r1");
    assertThat(names(output.resolve("r1")))
        .containsExactly("_SUCCESS", "_ledger", "part-00000.parquet");
    assertThat(output.resolve("r1/part-00000.parquet")).hasContent("new");
    assertThat(output.resolve("r1/_ledger/00000.json")).hasContent("new");
  }

  private void deleteOld() throws IOException {
    Files.delete(output.resolve("r1/part-00000.parquet"));
    Files.delete(output.resolve("r1/part-00001.parquet"));
    Files.delete(output.resolve("r1"));
  }

  private void write(String name, String text) throws IOException {
    Path file = output.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc") && !name.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }
}
