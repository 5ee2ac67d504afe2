package io.tramontane.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedSettingsTest {
  private static final String CACHED = ModelConfig.cachedPath("0123456789abcdef".repeat(4));

  private final Path folder;
  private final Problems problems = new Problems();

  RecordedSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/models/m.gguf", "file:///models/m.gguf", "file:/models/m.gguf"})
  void aModelOfThisHostIsTakenFromWhereTheRunSays(String path) {
    assertThat(path(path, StandIns.NONE, true)).isEqualTo(path);
    assertThat(problems.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hub/m.gguf",
        "https://hub/m.gguf?(masked)",
        "http:/hub/m.gguf",
        "http:hub",
        "http://[hub/m.gguf",
        // Even if the run lies there, too.
        "hdfs://lake/models/m.gguf",
        "hdfs:///models/m.gguf",
        "s3a://bucket/m.gguf",
        "file://host/m.gguf"
      })
  void aModelFromElsewhereIsTakenFromTheCacheOrNotAtAll(String path) {
    assertThat(path(path, StandIns.NONE, true)).isEqualTo(CACHED);
    assertThat(problems.count()).isZero();

    path(path, StandIns.NONE, false);
    assertThat(problems.count()).isEqualTo(1);
  }

  @Test
  void whatTheUserGivesGoesBeforeTheCache() throws IOException {
    StandIns option =
        new StandIns(Map.of("tramontane.model.path", "/given.gguf"), Optional.empty());
    Path config =
        Files.writeString(
            folder.resolve("run.conf"), "tramontane.model.path = \"https://mirror/m.gguf\"");

    assertThat(path("https://hub/m.gguf", option, true)).isEqualTo("/given.gguf");
    assertThat(path("https://hub/m.gguf", new StandIns(Map.of(), Optional.of(config)), true))
        .isEqualTo("https://mirror/m.gguf");
  }

  /** A manifest would choose which variable of the environment a server is shown. */
  @Test
  void theVariableOfATokenIsTheUsersToName() throws IOException {
    assertThat(model("/m.gguf", StandIns.NONE, true).tokenEnv()).isNull();
    Path config =
        Files.writeString(
            folder.resolve("run.conf"), "tramontane.model.token-env = OF_THE_CONFIGURATION");
    assertThat(model("/m.gguf", new StandIns(Map.of(), Optional.of(config)), true).tokenEnv())
        .isEqualTo("OF_THE_CONFIGURATION");
  }

  @Test
  void theCacheIsThatOfTheGivenConfiguration() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("run.conf"), "tramontane.model.cache { path = /mine, max-size = 1GiB }");
    RecordedSettings recorded =
        recorded(
            "https://hub/m.gguf",
            cache -> {
              assertThat(cache).isEqualTo(new ModelConfig.Cache("/mine", 1L << 30));
              return Optional.of(CACHED);
            });

    ConfigSections sections =
        ConfigLoader.reload(recorded, new StandIns(Map.of(), Optional.of(config)), problems);

    assertThat(sections.model().orElseThrow().path()).isEqualTo(CACHED);
  }

  private String path(String recorded, StandIns standIns, boolean isCached) {
    return model(recorded, standIns, isCached).path();
  }

  private ModelConfig model(String recorded, StandIns standIns, boolean isCached) {
    return ConfigLoader.reload(
            recorded(recorded, cache -> isCached ? Optional.of(CACHED) : Optional.empty()),
            standIns,
            problems)
        .model()
        .orElseThrow();
  }

  private static RecordedSettings recorded(
      String model, Function<ModelConfig.Cache, Optional<String>> cached) {
    String json =
        """
        {"tramontane": {
          "model": {"path": "%s", "token-env": "PATH", "cache": {"path": "/theirs"}},
          "task": {"type": "summarize"},
          "input": {"path": "/corpus", "format": "jsonl"},
          "output": {"path": "/out"},
          "run": {"id": "r1"}}}
        """
            .formatted(model);
    return new RecordedSettings(
        "r1", json, URI.create("hdfs://lake/out/r1"), Set.of("model", "task"), cached);
  }
}
