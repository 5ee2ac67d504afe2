package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.config.Problems;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.ProgressLines;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyJobTest {
  private final Workspace workspace;

  VerifyJobTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0);
  }

  @BeforeEach
  void run() throws IOException {
    workspace.numberedCorpus(20);
    Problems problems = new Problems();
    CheckedJob job =
        new Preflight(new FakeModels(), StartOptions.NONE, problems, new Configuration())
            .check(ConfigLoader.load(workspace.config(), Map.of(), problems));
    new EnrichJob(
            TestSpark.session(),
            new FakeModels(),
            new ProgressLines(
                new PrintStream(OutputStream.nullOutputStream(), true), System::nanoTime))
        .run(job);
  }

  @Test
  void aFinishedRunIsSound() {
    assertThat(verify()).isEmpty();
  }

  @Test
  void missesAPartFile() throws IOException {
    Files.delete(part(1));

    assertThat(verify()).containsExactly("part-00001.parquet is not there.");
  }

  @Test
  void seesAChangedByte() throws IOException {
    byte[] bytes = Files.readAllBytes(part(1));
    bytes[bytes.length / 2] ^= 1;
    rewrite(part(1), bytes);

    assertThat(verify()).singleElement().asString().startsWith("part-00001.parquet: SHA-256: ");
  }

  @Test
  void seesAFileThatWasReplacedByAnother() throws IOException {
    rewrite(part(1), Files.readAllBytes(part(2)));

    assertThat(verify()).singleElement().asString().startsWith("part-00001.parquet: SHA-256: ");
  }

  @Test
  void seesAFileThatIsNotInTheManifest() throws IOException {
    Files.copy(part(1), workspace.run().resolve("part-00009.parquet"));

    assertThat(verify()).containsExactly("part-00009.parquet is not in the manifest.");
  }

  @Test
  void seesFiguresThatDoNotAddUp() throws IOException {
    edit("\"rows_written\" : 20", "\"rows_written\" : 21");

    assertThat(verify())
        .contains(
            "The manifest: sum of rows: 20, not 21.",
            "The rows: number of rows: 20, not 21.",
            "The rows: number of identities: 20, not 21.");
  }

  @Test
  void seesContentsAndTokensThatDoNotAddUp() throws IOException {
    edit("\"documents_unique\" : 19", "\"documents_unique\" : 18");
    edit(
        "\"prompt_tokens\" : 57,\n  \"completion_tokens\" : 57",
        "\"prompt_tokens\" : 1,\n  \"completion_tokens\" : 2");

    assertThat(verify())
        .containsExactly(
            "The manifest: sum of different contents: 19, not 18.",
            "The manifest: sum of prompt tokens: 57, not 1.",
            "The manifest: sum of completion tokens: 57, not 2.",
            "The rows: different contents: 19, not 18.");
  }

  @Test
  void seesErrorsThatTheRowsDoNotHave() throws IOException {
    edit("\"errors\" : { },\n  \"prompt_tokens\"", "\"errors\" : {\"x\": 1},\n  \"prompt_tokens\"");

    assertThat(verify())
        .containsExactly(
            "The manifest: sum of errors: {}, not {x=1}.", "The rows: errors: {}, not {x=1}.");
  }

  @Test
  void seesAFingerprintThatIsNotThatOfItsParts() throws IOException {
    edit("\"seed\" : \"0\"", "\"seed\" : \"1\"");

    assertThat(verify()).singleElement().asString().startsWith("The manifest: fingerprint: ");
  }

  @Test
  void seesRowsOfAnotherRun() throws IOException {
    String manifest = Files.readString(manifest());
    String fingerprint = manifest.replaceFirst("(?s).*?\"fingerprint\" : \"(\\w+)\".*", "$1");
    edit(fingerprint, "0".repeat(64));

    assertThat(verify()).contains("The rows: rows of another fingerprint: 20, not 0.");
  }

  @Test
  void seesARunThatHasNotEnded() throws IOException {
    Files.delete(workspace.run().resolve("_SUCCESS"));
    assertThat(verify())
        .containsExactly("It has no _SUCCESS: more rows are errors than were allowed.");

    Files.delete(manifest());
    assertThat(verify()).containsExactly("It has no manifest: the run has not ended.");
  }

  private List<String> verify() {
    RunFolder folder =
        RunFolder.of(
            workspace.output().toString(),
            "r1",
            TestSpark.session().sparkContext().hadoopConfiguration());
    return new VerifyJob(TestSpark.session(), folder).run();
  }

  private Path part(int chunk) {
    return workspace.run().resolve(String.format(Locale.ROOT, "part-%05d.parquet", chunk));
  }

  private Path manifest() {
    return workspace.run().resolve("_manifest.json");
  }

  private void edit(String from, String to) throws IOException {
    String manifest = Files.readString(manifest());
    assertThat(manifest).contains(from);
    rewrite(manifest(), manifest.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  /** Changes a file behind the back of Hadoop, which keeps a checksum beside it. */
  private static void rewrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Path beside = Files.write(file.resolveSibling("beside"), bytes);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
