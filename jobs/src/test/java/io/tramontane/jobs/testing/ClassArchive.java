package io.tramontane.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.apache.commons.io.FileUtils;

/**
 * The classes that a command loads, some 20,000, made ready by one process for all that follow:
 * these start in half the time. See "Class Data Sharing" in the JDK's guide to the virtual machine.
 *
 * @param classPath the tests' class path, with jars in place of folders, of which Java keeps no
 *     classes
 * @param file where the classes are
 */
public record ClassArchive(String classPath, Path file) {
  private static final Path TARGET = Path.of("target");
  private static final String NAME = "class-archive-";
  private static final Pattern TABLE_FORMATS =
      Pattern.compile("io.delta|io.unitycatalog|org.apache.iceberg");

  private static final class Holder {
    private static final ClassArchive OF_THIS_JVM = make(folderOfThisJvm());
  }

  /** Test JVMs beside this one have their own. */
  private static Path folderOfThisJvm() {
    return TARGET.resolve(NAME + ProcessHandle.current().pid());
  }

  /** Made by the first who asks. */
  public static ClassArchive ofThisJvm() {
    return Holder.OF_THIS_JVM;
  }

  private static ClassArchive make(Path folder) {
    try {
      removeThoseOfEndedJvms();
      Files.createDirectories(folder);
      ClassArchive archive =
          new ClassArchive(classPath(folder), folder.resolve("classes.jsa").toAbsolutePath());
      Files.deleteIfExists(archive.file);
      archive.fill(Files.createTempDirectory(folder, "run"));
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void removeThoseOfEndedJvms() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(TARGET, NAME + "*")) {
      for (Path folder : folders) {
        String pid = folder.getFileName().toString().substring(NAME.length());
        if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          FileUtils.deleteDirectory(folder.toFile());
        }
      }
    }
  }

  private static String classPath(Path folder) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, 0)) {
      // Spark loads every format that it finds, and a user has those of tables only where they ask.
      if (TABLE_FORMATS.matcher(entry).find()) {
        continue;
      }
      entries.add(Files.isDirectory(Path.of(entry)) ? jar(entry, folder, entries.size()) : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String jar(String classes, Path folder, int number) {
    String jar = folder.resolve(number + ".jar").toAbsolutePath().toString();
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "-c", "-f", jar, "-C", classes, ".");
    assertThat(status).isZero();
    return jar;
  }

  private void fill(Path folder) throws IOException, InterruptedException {
    Path config = Workspace.in(folder, 0).numberedCorpus(30).config();
    try (CommandProcess process =
        CommandProcess.start(
            List.of(),
            folder.resolve("log"),
            FakeMain.class,
            classPath,
            List.of("-XX:ArchiveClassesAtExit=" + file),
            "enrich",
            "--config",
            config.toString())) {
      assertThat(process.exitCode()).as(process.output()).isZero();
    }
    assertThat(file).exists();
  }

  /** What makes Java use it. Where it cannot, it starts without, and says nothing. */
  public List<String> options() {
    return List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off");
  }
}
