package io.tramontane.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.testing.Inputs;
import io.tramontane.schema.InputFile;
import io.tramontane.schema.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFilesTest {
  private final Path folder;

  CorpusFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void listsEveryFileButHiddenOnes() throws IOException {
    write("b.jsonl", "two");
    write("a/x.jsonl", "one");
    write("a/b/c/deep", "");
    write("_SUCCESS", "");
    write(".hidden/y.jsonl", "none");
    write("a/_posts/z.jsonl", "none");
    write("c.jsonl._COPYING_", "half");

    CorpusFiles files = list();

    assertThat(files.files())
        .extracting(CorpusFile::name)
        .containsExactly("a/b/c/deep", "a/x.jsonl", "b.jsonl");
    assertThat(files.hidden()).isEqualTo(4);
    assertThat(files.toRecord().getFiles()).contains(file("a/x.jsonl", 3), file("b.jsonl", 3));
    assertThat(list(folder.resolve("b.jsonl")).toRecord().getFiles())
        .containsExactly(file("b.jsonl", 3));
    assertThat(list(folder.resolve("_SUCCESS")).files()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs[1]", "{a,b}", "what?", "st*r", "back\\slash", "📁 notes", "#1 %20"})
  void takesAPathAsItIs(String name) throws IOException {
    write(name + "/" + name, "x");
    write("docs1/no", "x");
    write("a/no", "x");

    assertThat(list(folder.resolve(name)).files())
        .extracting(CorpusFile::name)
        .containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_delta_log/00000000000000000000.json",
        ".hoodie/hoodie.properties",
        "metadata/00000-1b2c.metadata.json"
      })
  void refusesTables(String log) throws IOException {
    write("lake/table/" + log, "{}");
    write("lake/table/data/day=1/part.parquet", "x");

    for (String input :
        List.of(
            "lake", "lake/table", "lake/table/data/day=1", "lake/table/data/day=1/part.parquet")) {
      assertThatThrownBy(() -> list(folder.resolve(input), InputFormat.PARQUET))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("it belongs to a table of ");
    }
    assertThat(list(folder.resolve("lake"), InputFormat.TEXT).files()).isNotEmpty();
  }

  @Test
  void refusesNamesThatHadoopCannotUse() throws Exception {
    write("plain", "x");
    shell("printf x > \"$(printf 'caf\\351')\"");
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not valid in UTF-8");

    shell("rm caf* && printf x > 12:30");
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("12:30 has a colon in its name");

    shell("rm 12:30 && ln -s nowhere link");
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("link is a link that leads nowhere");

    shell("rm link && mkfifo pipe");
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pipe is neither a file nor a folder");

    shell("rm pipe && mkdir sub && ln -s .. sub/up");
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("sub/up is a link to a folder that it lies in");

    // As editors and package managers leave them.
    shell("rm sub/up && ln -s nowhere .#plain && mkdir .cache && mkfifo .cache/pipe");
    assertThat(list().files()).extracting(CorpusFile::name).containsExactly("plain");
  }

  private void shell(String command) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void tellsWhatHasBecomeOfThem() throws IOException {
    write("changed", "1");
    write("gone", "1");
    write("same", "1");
    InputFiles before = list().toRecord();

    write("changed", "12");
    Files.delete(folder.resolve("gone"));
    write("new", "1");

    assertThat(list().changesSince(before))
        .isEqualTo(
            "%s has changed, %s is gone, %s is new"
                .formatted(path("changed"), path("gone"), path("new")));

    Files.setLastModifiedTime(folder.resolve("same"), FileTime.fromMillis(1_000));
    assertThat(list().changesSince(before)).endsWith(path("new") + " is new and 1 more");
  }

  private CorpusFiles list() {
    return list(folder);
  }

  private static CorpusFiles list(Path path) {
    return list(path, InputFormat.JSONL);
  }

  private static CorpusFiles list(Path path, InputFormat format) {
    return CorpusFiles.of(
        Inputs.of(path.toString(), format, "id", "text", CsvDialect.RFC_4180), new Configuration());
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
