package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.InputFile;
import io.tramontane.schema.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFilesTest {
  private final Path folder;

  CorpusFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void listsWhatSparkReadsByPath() throws IOException {
    write("b.jsonl", "two");
    write("a/x.jsonl", "one");
    write("_SUCCESS", "");
    write(".hidden/y.jsonl", "none");

    assertThat(list().files()).containsExactly(file("a/x.jsonl", 3), file("b.jsonl", 3));
    assertThat(list(folder.resolve("b.jsonl")).files()).containsExactly(file("b.jsonl", 3));
  }

  @Test
  void tellsWhatHasBecomeOfThem() throws IOException {
    write("changed", "1");
    write("gone", "1");
    write("same", "1");
    write("touched", "1");
    InputFiles before = list().toRecord();
    assertThat(list().changesSince(before)).isEmpty();

    write("changed", "12");
    Files.delete(folder.resolve("gone"));
    write("new", "1");
    Files.setLastModifiedTime(folder.resolve("touched"), FileTime.fromMillis(1_000));

    assertThat(list().changesSince(before))
        .containsExactly(
            path("changed") + " has changed",
            path("gone") + " is gone",
            path("new") + " is new",
            path("touched") + " has changed");
  }

  private CorpusFiles list() {
    return list(folder);
  }

  private static CorpusFiles list(Path path) {
    return CorpusFiles.of(
        new InputConfig(path.toString(), InputFormat.JSONL, "id", "text"), new Configuration());
  }

  private InputFile file(String name, long bytes) throws IOException {
    return new InputFile(
        path(name), bytes, Files.getLastModifiedTime(folder.resolve(name)).toMillis());
  }

  private String path(String name) {
    return "file:" + folder.resolve(name);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
