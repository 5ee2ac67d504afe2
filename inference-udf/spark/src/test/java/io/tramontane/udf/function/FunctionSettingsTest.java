package io.tramontane.udf.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.chat.ChatOptions;
import io.tramontane.config.KnownKeys;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Summarize;
import io.tramontane.tensor.Arithmetic;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {
  private static final String MODEL = "spark.tramontane.model.path";

  @Test
  void whatIsNotSetHasItsDefault() {
    FunctionSettings settings = FunctionSettings.of(Map.of(MODEL, "/m.gguf", "spark.other", "x"));

    assertThat(settings.model().path()).isEqualTo("/m.gguf");
    assertThat(settings.model().engine()).isEqualTo("Tramontane");
    assertThat(settings.engine().compute().arithmetic()).isEqualTo(Arithmetic.INT8);
    assertThat(settings.failOnError()).isTrue();
    assertThat(settings.windowRows()).isEqualTo(256);
    assertThat(settings.windowBytes()).isEqualTo(32L << 20);
    assertThat(settings.engineIdleTime()).isEqualTo(Duration.ofMinutes(10));
    FunctionSettings.Prompts prompts = settings.prompts();
    assertThat(prompts.truncation()).isEqualTo(Truncation.HEAD);
    assertThat(prompts.maxDocumentTokens()).isNull();
    assertThat(prompts.maxTokens()).isEqualTo(512);
    assertThat(prompts.chat()).isEqualTo(ChatOptions.OF_MODEL);
  }

  @Test
  void templatesAreThoseOfTheJobsWhereNoOtherIsSet() {
    FunctionSettings.Prompts prompts = FunctionSettings.of(Map.of(MODEL, "/m.gguf")).prompts();

    assertThat(prompts.templates())
        .containsOnlyKeys(
            "classify.template", "summarize.template", "summarize.template-without-limit")
        .containsEntry("classify.template", Classify.defaultTemplate())
        .containsEntry("summarize.template", Summarize.defaultTemplate())
        .containsEntry(
            "summarize.template-without-limit",
            Summarize.defaultTemplate().replace(" in at most {max_words} words", ""));
  }

  @Test
  void aQuestionAboutADocumentHasItsTemplateAndTheCommonLimits() {
    FunctionSettings settings =
        FunctionSettings.of(
            Map.of(
                MODEL,
                "/m.gguf",
                "spark.tramontane.maxDocumentTokens",
                "77",
                "spark.tramontane.classify.template",
                "{labels}? {text}"));

    assertThat(settings.prompts().about("classify.template", Map.of("labels", "a, b")))
        .isEqualTo(
            new DocumentPrompt("{labels}? {text}", Map.of("labels", "a, b"), Truncation.HEAD, 77));
  }

  @Test
  void readsSettingsAsSparkWritesThem() {
    FunctionSettings settings =
        FunctionSettings.of(
            Map.of(
                MODEL,
                "hdfs:///m.gguf",
                "spark.tramontane.model.tokenEnv",
                "HF_TOKEN",
                "spark.tramontane.failOnError",
                "false",
                "spark.tramontane.engine.kvMemory",
                "2GiB",
                "spark.tramontane.engineIdleTime",
                "90s",
                "spark.tramontane.summarize.templateWithoutLimit",
                "Short: {text}",
                "spark.tramontane.truncation",
                "head-and-tail",
                "spark.tramontane.chatFormat",
                "gpt-oss",
                "spark.tramontane.thinking",
                "300"));

    assertThat(settings.model().path()).isEqualTo("hdfs:///m.gguf");
    assertThat(settings.model().tokenEnv()).isEqualTo("HF_TOKEN");
    assertThat(settings.failOnError()).isFalse();
    assertThat(settings.engine().kvBytes()).isEqualTo(2L << 30);
    assertThat(settings.engineIdleTime()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.prompts().templates())
        .containsEntry("summarize.template-without-limit", "Short: {text}");
    assertThat(settings.prompts().truncation()).isEqualTo(Truncation.HEAD_AND_TAIL);
    assertThat(settings.prompts().chat()).isEqualTo(new ChatOptions("gpt-oss", null, 300));
  }

  @Test
  void aTokenInThePlaceOfItsVariableIsRefusedAndNotTold() {
    assertThatThrownBy(
            () ->
                FunctionSettings.of(
                    Map.of(MODEL, "/m.gguf", "spark.tramontane.model.tokenEnv", "hf_AbCdEfGh")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot use spark.tramontane.model.tokenEnv = (masked)")
        .hasMessageNotContaining("AbCd");
  }

  @Test
  void namesEveryProblemAsTheUserWritesIt() {
    assertThatThrownBy(
            () ->
                FunctionSettings.of(
                    Map.of(
                        "spark.tramontane.window.row", "3",
                        "spark.tramontane.engine.kvMemory", "much",
                        "spark.tramontane.failOnError", "perhaps")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            Cannot start: there are 4 problems.
            - Cannot use spark.tramontane.window.row (Spark setting): there is no such setting. Did you mean spark.tramontane.window.rows?
            - Cannot do without spark.tramontane.model.path: it is required. Set it.
            - Cannot use spark.tramontane.engine.kvMemory = "much" (Spark setting): it is not of the right type: a whole number.
            - Cannot use spark.tramontane.failOnError = "perhaps" (Spark setting): it is not of the right type: true or false.\
            """);
  }

  @Test
  void everySettingIsDocumented() {
    KnownKeys.values(FunctionSettings.reference())
        .forEach((key, value) -> assertThat(value.origin().comments()).as(key).isNotEmpty());
  }
}
