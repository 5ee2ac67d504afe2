package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.config.Problems;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.run.EnrichResult.Complete;
import io.tramontane.jobs.run.EnrichResult.ErrorLimitExceeded;
import io.tramontane.jobs.run.EnrichResult.Stopped;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.testing.CountingFileSystem;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichJobTest {
  private final Workspace workspace;
  private final FakeModels models = new FakeModels();
  private final RecordedProgress progress = new RecordedProgress();

  EnrichJobTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0);
  }

  @BeforeEach
  void waitForTasksOfOthers() {
    TestSpark.awaitIdle();
  }

  @Tag("versions")
  @Test
  void writesOneRowForEachDocumentWithTheColumnsOfItsTask() throws IOException {
    workspace.corpus(
        "{\"id\": \"a\", \"text\": \"one two three four\"}",
        "{\"id\": \"b\", \"text\": null}",
        "{\"id\": \"c\", \"text\": \"five\"}");

    Complete result =
        run(
            workspace.config(
                "tramontane.task.summarize.max-words = 2",
                "tramontane.task.max-document-tokens = 3",
                "tramontane.run.max-error-ratio = 0.5"));

    Dataset<Row> rows = TestSpark.session().read().parquet(workspace.run().toString());
    assertThat(rows.schema().fieldNames())
        .containsExactly(
            "doc_id",
            "content_hash",
            "task",
            "output",
            "error",
            "finish_reason",
            "prompt_tokens",
            "completion_tokens",
            "truncated",
            "model",
            "fingerprint");
    assertThat(
            rows.orderBy("doc_id")
                .drop("content_hash", "model", "fingerprint")
                .toJSON()
                .collectAsList())
        .containsExactly(
            "{\"doc_id\":\"a\",\"task\":\"summarize\",\"output\":\"one two\",\"finish_reason\":\"stop\",\"prompt_tokens\":4,\"completion_tokens\":2,\"truncated\":true}",
            "{\"doc_id\":\"b\",\"task\":\"summarize\",\"error\":{\"kind\":\"empty_text\",\"message\":\"Cannot read the document: the text is null, empty or blank.\"},\"finish_reason\":\"none\",\"prompt_tokens\":0,\"completion_tokens\":0,\"truncated\":false}",
            "{\"doc_id\":\"c\",\"task\":\"summarize\",\"output\":\"five\",\"finish_reason\":\"stop\",\"prompt_tokens\":1,\"completion_tokens\":1,\"truncated\":false}");
    // printf 'one two three four' | sha256sum
    assertThat(rows.where("doc_id = 'a'").select("content_hash").as(Encoders.STRING()).head())
        .isEqualTo("113f69ccf08f80a63beba2f49218eaa72a183f374065e6cb56ebe9bd68eb79cc");
    assertThat(rows.select("fingerprint").distinct().as(Encoders.STRING()).collectAsList())
        .containsExactly(result.manifest().getFingerprint());
    assertThat(workspace.run().resolve("_SUCCESS")).exists();
    assertThat(workspace.run().resolve(".attempts")).doesNotExist();
  }

  @Tag("versions")
  @Test
  void classificationGivesEveryLabelTheMostProbableFirst() throws IOException {
    workspace.corpus("{\"id\": \"a\", \"text\": \"rust net rust\"}");

    run(
        workspace.config(
            "tramontane.task.type = classify",
            "tramontane.task.classify.labels = [doc, net, rust]"));

    assertThat(rows().select("output", "scores", "completion_tokens").toJSON().collectAsList())
        .containsExactly(
            "{\"output\":\"rust\",\"scores\":[{\"label\":\"rust\",\"probability\":0.5},{\"label\":\"net\",\"probability\":0.3333333333333333},{\"label\":\"doc\",\"probability\":0.16666666666666666}],\"completion_tokens\":0}");
  }

  @Tag("versions")
  @Test
  void theManifestAddsUpTheRun() throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "{\"id\": \"empty\", \"text\": \"  \"}",
                "{\"id\": \"long\", \"text\": \"a b c d e f g\"}",
                "{\"id\": \"same 1\", \"text\": \"x y\"}",
                "{\"id\": \"same 2\", \"text\": \"x y\"}"));
    workspace.corpus(lines.toArray(String[]::new));

    Complete result =
        run(
            workspace.config(
                "tramontane.task { truncation = none, max-document-tokens = 5 }",
                "tramontane.run.max-error-ratio = 0.4"));

    RunManifest manifest = result.manifest();
    assertThat(result.success()).isFalse();
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();
    assertThat(manifest.getDocumentsRead()).isEqualTo(4);
    assertThat(manifest.getRowsWritten()).isEqualTo(4);
    assertThat(manifest.getDocumentsUnique()).isEqualTo(3);
    assertThat(manifest.getErrors()).isEqualTo(Map.of("empty_text", 1L, "too_long", 1L));
    assertThat(manifest.getPromptTokens()).isEqualTo(2);
    assertThat(manifest.getCompletionTokens()).isEqualTo(2);
    assertThat(manifest.getChunks()).isEqualTo(1);
    assertThat(manifest.getVersions()).containsKeys("java", "spark", "tramontane");
    assertThat(manifest.getConfiguration()).contains("max-document-tokens");
    assertThat(manifest.getFingerprintParts()).containsEntry("truncation", "none");
  }

  @Tag("versions")
  @Test
  void equalDocumentsAreComputedOnceEvenAcrossWindows() throws IOException {
    // 50 documents of which 5 are equal; windows of 4.
    workspace.numberedCorpus(50);

    run(workspace.config("tramontane.run.chunk-tokens = 100000"));

    assertThat(models.answered()).hasSize(46).doesNotHaveDuplicates();
    assertThat(rows().count()).isEqualTo(50);
    assertThat(rows().where("output = 'the same words'").count()).isEqualTo(5);
  }

  @Tag("versions")
  @Test
  void rowsDoNotDependOnPartitionsAndWindows() throws IOException {
    workspace.numberedCorpus(60);
    run(
        workspace.config(
            "tramontane.run { id = few, chunk-tokens = 100000, window-documents = 60 }"));
    run(workspace.config("tramontane.run { id = many, chunk-tokens = 160, window-documents = 1 }"));

    assertThat(sorted("many")).isEqualTo(sorted("few")).hasSize(60);
  }

  @Test
  void aChunksRowsAndTheirOrderAreAlwaysTheSame() throws IOException {
    workspace.numberedCorpus(60);
    run(workspace.config("tramontane.run.window-documents = 1"));
    run(workspace.config("tramontane.run { id = r2, window-documents = 60 }"));

    for (int chunk = 0; chunk < 12; chunk++) {
      String file = String.format(Locale.ROOT, "part-%05d.parquet", chunk);
      assertThat(rowsOf(workspace.output().resolve("r2").resolve(file)))
          .isEqualTo(rowsOf(workspace.run().resolve(file)))
          .isNotEmpty();
    }
  }

  @Test
  void aCompleteRunIsLeftAlone() throws IOException {
    workspace.numberedCorpus(20);
    RunManifest first = run(workspace.config()).manifest();
    models.answered().clear();

    Complete again = run(workspace.config());

    assertThat(again.manifest()).isEqualTo(first);
    assertThat(again.success()).isTrue();
    assertThat(models.answered()).isEmpty();
  }

  @Tag("versions")
  @Test
  void aRestartComputesOnlyWhatIsNotCommitted() throws IOException {
    workspace.numberedCorpus(60);
    RunManifest first = run(workspace.config()).manifest();
    List<String> before = sorted("r1");
    // As if the run had died: chunk 3 while it was written. A part file that no entry speaks of,
    // and
    // a chunk of which the part file was lost afterwards, are as good as not committed.
    Files.delete(workspace.run().resolve("_SUCCESS"));
    Files.delete(workspace.run().resolve("_manifest.json"));
    Files.delete(workspace.run().resolve("_ledger/00002.json"));
    Files.delete(workspace.run().resolve("_ledger/00003.json"));
    Files.createDirectories(workspace.run().resolve(".attempts"));
    Files.move(
        workspace.run().resolve("part-00003.parquet"),
        workspace.run().resolve(".attempts/00003-stray"));
    Files.delete(workspace.run().resolve("part-00005.parquet"));
    models.answered().clear();
    progress.events.clear();

    RunManifest second = run(workspace.config()).manifest();

    long again =
        first.getFiles().stream()
            .filter(entry -> List.of(2, 3, 5).contains(entry.getChunk()))
            .mapToLong(ChunkEntry::getUnique)
            .sum();
    assertThat(models.answered()).hasSize((int) again);
    assertThat(second.getChunksResumed()).isEqualTo(9);
    assertThat(second.getFiles())
        .extracting(ChunkEntry::getSha256)
        .isEqualTo(first.getFiles().stream().map(ChunkEntry::getSha256).toList());
    assertThat(sorted("r1")).isEqualTo(before);
    assertThat(workspace.run().resolve("_SUCCESS")).exists();
    assertThat(workspace.run().resolve(".attempts")).doesNotExist();
    assertThat(progress.events).hasSize(5).contains("committed 2", "committed 3", "committed 5");
  }

  @Test
  void anEmptyCorpusIsACompleteRun() throws IOException {
    workspace.corpus();

    Complete result = run(workspace.config("tramontane.input.allow-empty = true"));

    assertThat(result.success()).isTrue();
    assertThat(rows().count()).isZero();
  }

  @Test
  void aRunOfOtherSettingsIsNotContinued() throws IOException {
    workspace.numberedCorpus(3);
    run(workspace.config());

    assertThatThrownBy(
            () ->
                run(
                    workspace.config(
                        "tramontane.task.summarize.max-words = 7",
                        "tramontane.task.sampling.seed = 5")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot go on with run r1 in ")
        .hasMessageContaining(
            "it was started with other settings: max-words: 7, before 60; seed: 5, before 0. Give the old settings, or another tramontane.run.id, or --overwrite to replace the run.");
  }

  @Test
  void filesOfOthersAreNotTouched() throws IOException {
    workspace.numberedCorpus(3);
    Files.createDirectories(workspace.run());
    Path other = Files.writeString(workspace.run().resolve("part-00000.parquet"), "precious");

    assertThatThrownBy(() -> run(workspace.config()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("part files without a plan lie there");
    assertThat(other).hasContent("precious");
  }

  @Test
  void aRunOverAChangedCorpusIsNotContinued() throws IOException {
    workspace.numberedCorpus(3);
    run(workspace.config());
    workspace.corpus(
        "{\"id\": \"d00000\", \"text\": \"other\"}",
        "{\"id\": \"d00001\", \"text\": \"document number 1\"}",
        "{\"id\": \"d00002\", \"text\": \"document number 2\"}");

    assertThatThrownBy(() -> run(workspace.config()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot go on with run r1 in ")
        .hasMessageContaining(
            "its input has changed since it was planned: file:%s/corpus.jsonl has changed. Restore the input, or give another tramontane.run.id, or --replan "
                .formatted(workspace.root()));
  }

  @Test
  void aRunThatReadsItsInputOtherwiseIsNotContinued() throws IOException {
    Files.writeString(workspace.root().resolve("corpus.csv"), "id,text,title\n1,a,b\n2,c,d\n");
    String csv = "tramontane.input { path = \"%s/corpus.csv\", format = csv }";
    String[] usual = {csv.formatted(workspace.root())};
    run(workspace.config(usual));

    Map<String, String> changes =
        Map.of(
            "tramontane.input.csv.quote = \"'\"", "tramontane.input.csv.quote is ', before \".",
            "tramontane.input.csv.encoding = latin1",
                "tramontane.input.csv.encoding is ISO-8859-1, before UTF-8.",
            "tramontane.input.text-column = title",
                "tramontane.input.text-column is title, before text.");
    changes.forEach(
        (setting, told) ->
            assertThatThrownBy(() -> run(workspace.config(usual[0], setting)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("its input has changed since it was planned: " + told));
    forgetInputSettings();
    assertThat(run(workspace.config(usual)).success()).isTrue();
  }

  /** As versions did that kept none. */
  private void forgetInputSettings() throws IOException {
    Path plan = workspace.run().resolve("_plan.json");
    String json = Files.readString(plan);
    Files.delete(plan.resolveSibling("._plan.json.crc"));
    Files.writeString(plan, json.replaceFirst("(?s)\"input_settings\" : \\{.*?\\},", ""));
    assertThat(Files.readString(plan)).hasSizeLessThan(json.length());
  }

  @Tag("versions")
  @Test
  void namesSharedIdentitiesBeforeItWritesAnything() throws IOException {
    workspace.corpus(
        "{\"id\": \"b\", \"text\": \"x\"}",
        "{\"id\": \"a\", \"text\": \"y\"}",
        "{\"id\": \"b\", \"text\": \"z\"}",
        "{\"id\": \"a\", \"text\": \"y\"}");

    assertThatThrownBy(() -> run(workspace.config()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "documents share an identity, among them a, b. a has the line at byte ")
        .hasMessageContaining(" of corpus.jsonl and the line at byte ");
    assertThat(workspace.output()).doesNotExist();
  }

  @Test
  void refusesDocumentsWithoutIdentityBeforeItWritesAnything() throws IOException {
    workspace.corpus("{\"id\": \"b\", \"text\": \"x\"}", "{\"text\": \"y\"}", "broken");

    assertThatThrownBy(() -> run(workspace.config()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "1 of its 3 documents have no identity in id; for example, the line at byte ")
        .hasMessageContaining(" of corpus.jsonl has nothing in id.");
    assertThat(workspace.output()).doesNotExist();
  }

  @Test
  void refusesACorpusInWhichNoDocumentHasAText() throws IOException {
    workspace.corpus("{\"id\": \"b\", \"body\": \"x\"}");

    assertThatThrownBy(() -> run(workspace.config()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none of its 1 documents has a text in text.");
    assertThat(workspace.output()).doesNotExist();
  }

  @Test
  void refusesAFileOfCsvThatLacksAColumnOfTheOthers() throws IOException {
    Path folder = Files.createDirectories(workspace.root().resolve("csv"));
    Files.writeString(folder.resolve("a.csv"), "id,text\n1,a\n");
    Files.writeString(folder.resolve("b.csv"), "text,identity\nb,2\n");
    Path config =
        workspace.config("tramontane.input { path = \"%s\", format = csv }".formatted(folder));

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("csv/b.csv: it has no column id; the first line has 2 other names.");
    assertThat(workspace.output()).doesNotExist();
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() throws IOException {
    Path config =
        workspace.config(
            "tramontane.model.path = /nowhere/model.gguf",
            "tramontane.input.path = /nowhere/corpus",
            "tramontane.run.window-document = 3");

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there are 3 problems")
        .hasMessageContaining("Cannot read model /nowhere/model.gguf: there is no such file.")
        .hasMessageContaining("Cannot read input /nowhere/corpus: it does not exist.")
        .hasMessageContaining("Did you mean tramontane.run.window-documents?");
    assertThat(workspace.output()).doesNotExist();
  }

  @Tag("versions")
  @Test
  void tellsHowFarItIs() throws IOException {
    workspace.numberedCorpus(10);

    run(workspace.config());

    assertThat(progress.events).first().isEqualTo("begin 10 0");
    assertThat(progress.events).last().isEqualTo("end");
    assertThat(progress.events).hasSize(4).contains("committed 0", "committed 1");
  }

  @Test
  void aDamagedPartFileIsComputedAgain() throws IOException {
    workspace.numberedCorpus(60);
    run(workspace.config());
    List<String> before = sorted("r1");
    byte[] bytes = Files.readAllBytes(workspace.run().resolve("part-00004.parquet"));
    bytes[bytes.length / 2] ^= 1;
    Files.delete(workspace.run().resolve(".part-00004.parquet.crc"));
    Files.write(workspace.run().resolve("part-00004.parquet"), bytes);

    RunManifest second = run(workspace.config()).manifest();

    assertThat(second.getChunksResumed()).isEqualTo(second.getChunks() - 1);
    assertThat(sorted("r1")).isEqualTo(before);
  }

  @Tag("versions")
  @Test
  void answersOfOtherRunsAreTakenOver() throws IOException {
    workspace.numberedCorpus(40);
    run(workspace.config());
    List<String> before = sorted("r1");
    workspace.numberedCorpus(60);
    models.answered().clear();

    RunManifest manifest =
        run(workspace.config("tramontane.run { id = r2, reuse = previous-runs }")).manifest();

    // Every tenth document has the same text, which the first run has answered.
    assertThat(models.answered()).hasSize(18);
    assertThat(manifest.getRowsReused()).isEqualTo(42);
    assertThat(manifest.getRowsWritten()).isEqualTo(60);
    assertThat(manifest.getPromptTokens()).isEqualTo(18 * 3);
    assertThat(sorted("r2")).hasSize(60).startsWith(before.toArray(String[]::new));
  }

  @Test
  void answersUnderAnotherFingerprintAreNotTakenOver() throws IOException {
    workspace.numberedCorpus(40);
    run(workspace.config());
    models.answered().clear();

    RunManifest manifest =
        run(workspace.config(
                "tramontane.run { id = r2, reuse = previous-runs }",
                "tramontane.task.summarize.max-words = 2"))
            .manifest();

    assertThat(models.answered()).hasSize(37);
    assertThat(manifest.getRowsReused()).isZero();
  }

  @Test
  void classificationsAreTakenOverAsTheyAre() throws IOException {
    workspace.corpus("{\"id\": \"a\", \"text\": \"rust net rust\"}");
    String[] classify = {
      "tramontane.task.type = classify",
      "tramontane.task.classify.labels = [doc, net, rust]",
      "tramontane.run.reuse = previous-runs"
    };
    run(workspace.config(classify));
    models.answered().clear();

    run(workspace.config(classify[0], classify[1], classify[2], "tramontane.run.id = r2"));

    assertThat(models.answered()).isEmpty();
    assertThat(sorted("r2")).isEqualTo(sorted("r1"));
  }

  @Test
  void aRunOverAChangedCorpusIsPlannedAgainWhereAsked() throws IOException {
    workspace.numberedCorpus(40);
    run(workspace.config());
    workspace.numberedCorpus(50);
    models.answered().clear();

    Complete result =
        run(
            workspace.config(),
            new StartOptions(false, true, false, Optional.empty(), Optional.empty()));

    assertThat(models.answered()).hasSize(9);
    assertThat(result.manifest().getRowsReused()).isEqualTo(41);
    assertThat(result.folder()).endsWith("/out/r1");
    assertThat(sorted("r1")).hasSize(50);
    assertThat(names(workspace.output())).containsExactly("r1");
  }

  @Test
  void aRunOfOtherSettingsIsReplacedWhereAsked() throws IOException {
    workspace.numberedCorpus(20);
    run(workspace.config());
    Path config = workspace.config("tramontane.task.summarize.max-words = 1");

    // While the new one is computed the old one stays, also if that is interrupted.
    assertThat(
            start(
                config,
                new StartOptions(
                    true,
                    false,
                    false,
                    Optional.of(Instant.now().minusSeconds(1)),
                    Optional.empty())))
        .isInstanceOf(Stopped.class);
    assertThat(rows().where("output like '% %'").count()).isEqualTo(20);

    run(config, new StartOptions(true, false, false, Optional.empty(), Optional.empty()));

    assertThat(rows().where("output like '% %'").count()).isZero();
    assertThat(rows().count()).isEqualTo(20);
    assertThat(names(workspace.output())).containsExactly("r1");
  }

  @Tag("versions")
  @Test
  void onlyErrorRowsAreRetried() throws IOException {
    workspace.numberedCorpus(20);
    models.failing().add("document number 7");
    Path config = workspace.config("tramontane.run { max-error-ratio = 0.1, max-attempts = 2 }");
    assertThat(run(config).manifest().getErrors()).isEqualTo(Map.of("non_finite_logits", 1L));
    models.answered().clear();
    StartOptions retry = new StartOptions(false, false, true, Optional.empty(), Optional.empty());

    RunManifest still = run(config, retry).manifest();

    assertThat(models.answered()).containsExactly("document number 7");
    assertThat(still.getErrors()).isEqualTo(Map.of("non_finite_logits", 1L));
    assertThat(still.getAttempt()).isEqualTo(2);
    assertThatThrownBy(() -> run(config, retry))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "they were computed 2 times, and tramontane.run.max-attempts is 2. Raise it.");

    models.failing().clear();
    RunManifest mended =
        run(workspace.config("tramontane.run { max-error-ratio = 0.1, max-attempts = 3 }"), retry)
            .manifest();
    assertThat(mended.getErrors()).isEmpty();
    assertThat(mended.getAttempt()).isEqualTo(3);
    assertThat(mended.getRowsReused()).isEqualTo(19);
    assertThat(rows().where("error is not null").count()).isZero();
    assertThat(names(workspace.output())).containsExactly("r1");
  }

  @Test
  void onlyCompleteRunsAreRetried() throws IOException {
    workspace.numberedCorpus(20);
    StartOptions retry = new StartOptions(false, false, true, Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> run(workspace.config(), retry))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot retry the errors of run r1: there is no such run in ");
    start(workspace.config(), until(Instant.now()));

    assertThatThrownBy(() -> run(workspace.config(), retry))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is not complete. Start it without --retry-errors first.");
  }

  @Tag("versions")
  @Test
  void aDeadlineEndsARunThatTheNextStartCompletes() throws IOException {
    workspace.numberedCorpus(30);

    EnrichResult stopped = start(workspace.config(), until(Instant.now()));

    assertThat(stopped).isInstanceOf(Stopped.class);
    assertThat(((Stopped) stopped).reason()).isEqualTo(StopReason.DEADLINE);
    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();
    run(workspace.config());
    assertThat(sorted("r1")).hasSize(30);
    assertThat(names(workspace.run())).noneMatch(name -> name.equals("_stop"));
  }

  @Test
  void aRunThatCannotSucceedAnyMoreEndsEarly() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      lines.add(String.format(Locale.ROOT, "{\"id\": \"d%03d\", \"text\": \"document %s\"}", i, i));
      models.failing().add("document " + i);
    }
    workspace.corpus(lines.toArray(String[]::new));

    EnrichResult result = start(workspace.config(), StartOptions.NONE);

    assertThat(result).isInstanceOf(ErrorLimitExceeded.class);
    assertThat(((ErrorLimitExceeded) result).documents()).isEqualTo(400);
    assertThat(((ErrorLimitExceeded) result).errors()).isBetween(5L, 200L);
    TestSpark.awaitIdle();
    assertThat(models.answered().size()).isLessThan(400);
    models.answered().clear();
    assertThat(start(workspace.config(), StartOptions.NONE)).isEqualTo(result);
    assertThat(models.answered()).isEmpty();
  }

  @Test
  void theLongestChunksComeFirst() throws IOException {
    // A chunk takes long enough that a task held up for a moment is not overtaken by several.
    Workspace.in(workspace.root(), 50);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          "{\"id\": \"d%s\", \"text\": \"%s\"}"
              .formatted(i, ("word" + i + " ").repeat(30 * i + 1)));
    }
    workspace.corpus(lines.toArray(String[]::new));

    run(workspace.config("tramontane.run.chunk-tokens = 1000"));

    RunPlan plan =
        RunFolder.of(workspace.output().toString(), "r1", new Configuration()).plan().orElseThrow();
    List<String> expected =
        IntStream.range(0, plan.getChunkTokens().size())
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> plan.getChunkTokens().get(i)).reversed())
            .map(i -> "committed " + i)
            .toList();
    List<String> committed = progress.events.stream().filter(e -> e.startsWith("c")).toList();
    assertThat(committed).hasSameElementsAs(expected);
    // Two tasks run at a time, so a chunk may overtake one other.
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Math.abs(committed.indexOf(expected.get(i)) - i)).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aLongDocumentCountsAsWhatTheModelReadsOfIt() throws IOException {
    workspace.corpus("{\"id\": \"a\", \"text\": \"" + "word ".repeat(100_000) + "\"}");

    Complete result = run(workspace.config("tramontane.run.chunk-tokens = 600"));

    assertThat(result.manifest().getChunks()).isEqualTo(2);
  }

  @Test
  void anInputWithoutDocumentsIsRefusedUnlessAllowed() throws IOException {
    Files.createDirectories(workspace.root().resolve("none"));
    Files.writeString(workspace.root().resolve("none/_hidden"), "x");
    String none = "tramontane.input.path = \"%s/none\"".formatted(workspace.root());

    for (String format : List.of("jsonl", "csv", "parquet", "orc", "text")) {
      Path config = workspace.config(none, "tramontane.input.format = " + format);
      assertThatThrownBy(() -> run(config))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot use input %s/none: there is no document in its 0 files; 1 hidden ones are left out. Correct tramontane.input, or set tramontane.input.allow-empty = true."
                  .formatted(workspace.root()));
    }
    assertThat(workspace.output()).doesNotExist();

    Complete empty = run(workspace.config(none, "tramontane.input.allow-empty = true"));
    assertThat(empty.success()).isTrue();
    assertThat(empty.manifest().getRowsWritten()).isZero();
    assertThat(empty.manifest().getFilesHidden()).isEqualTo(1);
  }

  @Tag("versions")
  @Test
  void aRunWhoseInputChangesMeanwhileIsNotCalledComplete() throws IOException {
    workspace.numberedCorpus(30);
    Path corpus = workspace.root().resolve("corpus.jsonl");
    progress.onCommit =
        () -> {
          append(corpus, "{\"id\": \"new\", \"text\": \"x\"}\n");
          progress.onCommit = () -> {};
        };
    Path config = workspace.config();

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot complete run r1: its input has changed while it was computed: file:%s has changed. Restore the input, or start again with --replan, which takes over what still holds."
                .formatted(corpus));

    assertThat(workspace.run().resolve("_SUCCESS")).doesNotExist();
    assertThat(workspace.run().resolve("_manifest.json")).doesNotExist();
    models.answered().clear();
    Complete again =
        run(config, new StartOptions(false, true, false, Optional.empty(), Optional.empty()));
    assertThat(again.manifest().getRowsWritten()).isEqualTo(31);
    assertThat(models.answered()).containsExactly("x");
  }

  @Test
  void anOutputInTheInputIsRefused() throws IOException {
    workspace.numberedCorpus(1);
    Path config = workspace.config("tramontane.input.path = \"%s\"".formatted(workspace.root()));

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot write run r1 to " + workspace.output())
        .hasMessageContaining("lie in each other");
  }

  @Tag("versions")
  @Test
  void settingsOfTheInstallationDoNotMakeItLeaveFilesOut() throws IOException {
    Path corpus = workspace.root().resolve("corpus");
    TestSpark.session()
        .range(20)
        .selectExpr("id", "concat('text ', id) AS text")
        .repartition(2)
        .write()
        .parquet(corpus.toString());
    Files.writeString(corpus.resolve("part-damaged.parquet"), "no parquet at all");
    Path config =
        workspace.config("tramontane.input { path = \"%s\", format = parquet }".formatted(corpus));
    TestSpark.session().conf().set("spark.sql.files.ignoreCorruptFiles", "true");

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("part-damaged.parquet");
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StartOptions until(Instant deadline) {
    return new StartOptions(false, false, false, Optional.of(deadline), Optional.empty());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aStartReadsTheLedgerOnce() throws IOException {
    workspace.numberedCorpus(60);
    int chunks = run(workspace.config()).manifest().getChunks();
    Files.delete(workspace.run().resolve("_SUCCESS"));
    Files.delete(workspace.run().resolve("_manifest.json"));
    ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

    start(workspace.config(), StartOptions.NONE, CountingFileSystem.settings(calls));

    assertThat(workspace.run().resolve("_SUCCESS")).exists();
    assertThat(calls)
        .filteredOn(call -> call.matches("open .*/_ledger/.*"))
        .hasSize(chunks)
        .doesNotHaveDuplicates();
  }

  private Complete run(Path config) {
    return run(config, StartOptions.NONE);
  }

  private Complete run(Path config, StartOptions options) {
    return (Complete) start(config, options);
  }

  private EnrichResult start(Path config, StartOptions options) {
    return start(config, options, new Configuration());
  }

  private EnrichResult start(Path config, StartOptions options, Configuration hadoop) {
    Problems problems = new Problems();
    ConfigSections sections = ConfigLoader.load(config, Map.of(), problems);
    return new EnrichJob(TestSpark.session(), models, progress)
        .run(new Preflight(models, options, problems, hadoop).check(sections));
  }

  private Dataset<Row> rows() {
    return TestSpark.session().read().parquet(workspace.run().toString());
  }

  private static List<String> rowsOf(Path file) {
    return TestSpark.session().read().parquet(file.toString()).toJSON().collectAsList();
  }

  private List<String> sorted(String runId) {
    return TestSpark.session()
        .read()
        .parquet(workspace.output().resolve(runId).toString())
        .orderBy("doc_id")
        .toJSON()
        .collectAsList();
  }

  private static final class RecordedProgress implements Progress {
    private final List<String> events = new ArrayList<>();
    private Runnable onCommit = () -> {};

    @Override
    public void begin(long documents, long done) {
      events.add("begin " + documents + " " + done);
    }

    @Override
    public void committed(ChunkEntry chunk) {
      events.add("committed " + chunk.getChunk());
      onCommit.run();
    }

    @Override
    public void stopping(Duration grace) {
      events.add("stopping");
    }

    @Override
    public void end() {
      events.add("end");
    }
  }
}
