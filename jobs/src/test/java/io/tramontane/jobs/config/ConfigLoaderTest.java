package io.tramontane.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.tramontane.config.KnownKeys;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.config.ReferenceConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Summarize;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String COMPLETE =
      """
      tramontane {
        model.path = "/models/m.gguf"
        task.type = summarize
        input { path = "/corpus", format = parquet }
        output.path = "/out"
        run.id = nightly-1
      }
      """;

  private static final ModelConfig.Cache NO_CACHE = new ModelConfig.Cache(null, null);

  private final Path folder;

  ConfigLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatIsNotSetHasTheDefaultOfTheReference() throws IOException {
    JobConfig config = load(COMPLETE, Map.of()).whole().orElseThrow();

    assertThat(config.model())
        .isEqualTo(new ModelConfig("/models/m.gguf", null, null, "Tramontane", null, NO_CACHE));
    assertThat(config.input())
        .isEqualTo(
            new InputConfig(
                "/corpus",
                InputFormat.PARQUET,
                "id",
                "text",
                List.of(),
                CsvDialect.RFC_4180,
                TableConfig.NONE,
                false));
    assertThat(config.run())
        .isEqualTo(
            new RunConfig(
                "nightly-1", 100_000, 256, 32L << 20, 0.01, 3, Reuse.NONE, Duration.ofSeconds(60)));
    assertThat(config.engine())
        .isEqualTo(
            new EngineSettings(
                null,
                null,
                KvFormat.FLOAT32,
                2048,
                new ComputeSettings(Arithmetic.INT8, VectorBits.AUTO, NativeCode.AUTO),
                64L << 20,
                null));
    assertThat(config.task())
        .isEqualTo(
            new Summarize(
                new DocumentPrompt(
                    Summarize.defaultTemplate(), Summarize.values(60), Truncation.HEAD, null),
                60,
                160,
                Sampling.GREEDY,
                List.of()));
  }

  @Test
  void theCommandLineGoesBeforeTheFile() throws IOException {
    JobConfig config =
        load(
                COMPLETE,
                Map.of(
                    "tramontane.task.type", "classify",
                    "tramontane.task.classify.labels", List.of("net", "rust"),
                    "tramontane.run.id", "other"))
            .whole()
            .orElseThrow();

    assertThat(((Classify) config.task()).labels()).containsExactly("net", "rust");
    assertThat(config.run().id()).isEqualTo("other");
  }

  @Test
  void theModelsPathIsMadeAbsoluteForExecutorsThatRunElsewhere() throws IOException {
    JobConfig config =
        load(COMPLETE, Map.of("tramontane.model.path", "models/m.gguf")).whole().orElseThrow();

    assertThat(config.model().path())
        .isEqualTo(Path.of("").toAbsolutePath().resolve("models/m.gguf").toString());
  }

  @Test
  void aModelMayHaveAUrlWhichIsLeftAsItIs() throws IOException {
    for (String url : List.of("hdfs://lake/models/m.gguf", "s3a://models/m.gguf", "file:/m.gguf")) {
      JobConfig config = load(COMPLETE, Map.of("tramontane.model.path", url)).whole().orElseThrow();

      assertThat(config.model().path()).isEqualTo(url);
    }
  }

  @Test
  void aTokenIsNamedByItsVariableAndNotTold() throws IOException {
    ConfigSections named = load(COMPLETE, Map.of("tramontane.model.token-env", "HF_TOKEN"));

    assertThat(named.model().orElseThrow().tokenEnv()).isEqualTo("HF_TOKEN");
    assertThat(named.whole().orElseThrow().rendered()).contains("\"token-env\" : \"HF_TOKEN\"");
    assertThat(named.whole().orElseThrow().secrets()).isEmpty();
    for (String token : List.of("hf_AbCdEfGh", "HF TOKEN", "")) {
      assertThatThrownBy(() -> load(COMPLETE, Map.of("tramontane.model.token-env", token)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Cannot use tramontane.model.token-env = (masked)")
          .hasMessageContaining("the token itself does not belong here");
    }
  }

  @Test
  void theModelCacheHasAFolderAndASize() throws IOException {
    JobConfig config =
        load(COMPLETE + "tramontane.model.cache { path = models, max-size = 60GiB }", Map.of())
            .whole()
            .orElseThrow();

    assertThat(config.model().cache())
        .isEqualTo(
            new ModelConfig.Cache(
                Path.of("").toAbsolutePath().resolve("models").toString(), 60L << 30));
  }

  @Test
  void tellsEveryProblemAtOnce() {
    String wrong =
        """
        tramontane {
          model.sha256 = abc
          task.type = translate
          input { path = "/corpus", format = 7 }
          output.path = ""
          run { id = "../up", window-documents = 0, chunk-tokens = 1.5, widow-documents = 3 }
          engine { kv-memory = 1KiB, threads = many, vector-bits = 1024 }
          enigne.threads = 4
        }
        """;

    assertThatThrownBy(() -> load(wrong, Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there are 13 problems")
        .hasMessageContaining("Cannot do without tramontane.model.path: it is required.")
        .hasMessageContaining("tramontane.model.sha256 = \"abc\"")
        .hasMessageContaining("it is not 64 hex digits")
        .hasMessageContaining("tramontane.task.type = \"translate\"")
        .hasMessageContaining("it is none of classify, ")
        .hasMessageContaining("it is none of parquet, orc, jsonl, csv, text")
        .hasMessageContaining("tramontane.output.path = \"\"")
        .hasMessageContaining("it is blank")
        .hasMessageContaining("tramontane.run.id = \"../up\"")
        .hasMessageContaining("window-documents = 0")
        .hasMessageContaining("run.conf: 6): it is outside 1 to 100000")
        .hasMessageContaining("chunk-tokens = 1.5")
        .hasMessageContaining("it is not of the right type: a whole number")
        .hasMessageContaining("it is less than 1048576 bytes")
        .hasMessageContaining("tramontane.engine.threads = \"many\"")
        .hasMessageContaining("it is none of auto, 512, 256, 128, none")
        .hasMessageContaining(
            "there is no such setting. Did you mean tramontane.run.window-documents?")
        .hasMessageContaining("there is no such setting. Did you mean tramontane.engine.threads?");
  }

  @Test
  void readsTheDialectOfCsv() throws IOException {
    assertThat(csv("separator = \"\\t\", quote = \"\", encoding = latin1"))
        .isEqualTo(new CsvDialect('\t', CsvDialect.NO_QUOTE, "ISO-8859-1"));
    assertThat(csv("separator = \";\", quote = \"'\""))
        .isEqualTo(new CsvDialect(';', '\'', "UTF-8"));
  }

  @Test
  void refusesADialectThatNoFileCanBeWrittenIn() {
    assertThatThrownBy(() -> csv("separator = \"\", quote = \"''\", encoding = utf-9"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tramontane.input.csv.separator = \"\"")
        .hasMessageContaining("it is not one character of ASCII, or it is a line break")
        .hasMessageContaining("tramontane.input.csv.quote = \"''\"")
        .hasMessageContaining("it is neither empty nor one character of ASCII")
        .hasMessageContaining("tramontane.input.csv.encoding = \"utf-9\"")
        .hasMessageContaining("Java knows no such encoding; it knows utf-8,");
    for (String wrong :
        List.of("separator = \"\\n\"", "separator = \"§\"", "separator = \"'\", quote = \"'\"")) {
      assertThatThrownBy(() -> csv(wrong)).as(wrong).isInstanceOf(InvalidInputException.class);
    }
  }

  private CsvDialect csv(String settings) throws IOException {
    return load(COMPLETE + "tramontane.input.csv { " + settings + " }", Map.of())
        .input()
        .orElseThrow()
        .csv();
  }

  @Test
  void explainsWhatACommentHasSwallowed() {
    for (String labels : List.of("[\n  C#\n  Java\n]", "[Java, C//\n]", "[Visual C# 6\nJava]")) {
      assertThatThrownBy(
              () ->
                  load(
                      COMPLETE
                          + "tramontane.task { type = classify, classify.labels = "
                          + labels
                          + " }",
                      Map.of()))
          .as(labels)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Cannot use tramontane.task.classify.labels (")
          .hasMessageContaining(
              "a # or // directly behind its value begins a comment. Put quotes around the value");
    }
    assertThatThrownBy(
            () -> load(COMPLETE + "tramontane.task.classify.labels = [Java, C#]\n", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "In line 8, a # or // directly behind a value begins a comment: put quotes around it");
  }

  @Test
  void commentsAreNoMistakeBehindASpaceOrAQuote() throws IOException {
    String labels =
        """
        tramontane.task {
          type = classify # C#
          classify.labels = [# all
            "C#"# sharp
            Java // coffee
            "a\\"b#" # "c"
          ]# end
        }
        """;

    assertThat(((Classify) load(COMPLETE + labels, Map.of()).task().orElseThrow()).labels())
        .containsExactly("C#", "Java", "a\"b#");
  }

  @Test
  void refusesLabelsThatAreMissingOrTwice() {
    Map<String, Object> none = Map.of("tramontane.task.type", "classify");
    assertThatThrownBy(() -> load(COMPLETE, none))
        .hasMessageContaining("tramontane.task.classify.labels = []")
        .hasMessageContaining("there are no labels");

    Map<String, Object> twice =
        Map.of(
            "tramontane.task.type",
            "classify",
            "tramontane.task.classify.labels",
            List.of("net", "rust", "net"));
    assertThatThrownBy(() -> load(COMPLETE, twice))
        .hasMessageContaining("(command line): labels stand in it more than once: net.");
  }

  @Test
  void tellsEveryProblemOfATaskAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    COMPLETE,
                    Map.of(
                        "tramontane.task.sampling.top-p", "0",
                        "tramontane.task.summarize.max-words", "0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there are 2 problems")
        .hasMessageContaining("top-p = \"0\"")
        .hasMessageContaining("it is outside (0, 1]")
        .hasMessageContaining("max-words = \"0\"");
  }

  @Test
  void aFileThatCannotBeReadIsTheUsersMistake() {
    Path missing = folder.resolve("none.conf");
    assertThatThrownBy(() -> ConfigLoader.load(missing, Map.of(), new Problems()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read configuration %s: there is no such file. Correct the path.", missing);
    assertThatThrownBy(() -> load("tramontane {", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot read configuration");
    assertThatThrownBy(() -> load("tramontane.run.id = ${nowhere}", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void theRenderedConfigurationCanBeReadAgain() throws IOException {
    JobConfig config = load(COMPLETE, Map.of()).whole().orElseThrow();

    assertThat(load(config.rendered(), Map.of()).whole()).contains(config);
  }

  @Test
  void everyKeyOfTheReferenceIsRead() {
    for (String key : KnownKeys.of(ReferenceConfig.load()).keys()) {
      Object wrong = List.of(List.of("of no type that a setting has"));

      assertThat(
              Stream.of("classify", "summarize", "rate")
                  .filter(task -> complainsAbout(key, task, wrong)))
          .as(key)
          .isNotEmpty();
    }
  }

  private boolean complainsAbout(String key, String task, Object wrong) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("tramontane.task.type", task);
    settings.put("tramontane.task.classify.labels", List.of("a", "b"));
    settings.put(key, wrong);
    try {
      load(COMPLETE, settings);
      return false;
    } catch (InvalidInputException e) {
      return String.valueOf(e.getMessage()).contains("Cannot use " + key + " = ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeyOfTheReferenceIsDocumented() {
    Config reference = ReferenceConfig.load();
    for (Map.Entry<String, ConfigValue> key : KnownKeys.values(reference).entrySet()) {
      assertThat(key.getValue().origin().comments()).as(key.getKey()).isNotEmpty();
    }
  }

  private ConfigSections load(String text, Map<String, Object> overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("run.conf"), text);
    Problems problems = new Problems();
    ConfigSections sections = ConfigLoader.load(file, overrides, problems);
    problems.throwIfAny();
    return sections;
  }
}
