package io.tramontane.udf.function;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.tramontane.chat.ChatOptions;
import io.tramontane.config.EngineSection;
import io.tramontane.config.KnownKeys;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SettingReader;
import io.tramontane.generate.EngineSettings;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a session's settings say to the SQL functions: those that begin with {@code
 * spark.tramontane.}, over the defaults of {@code functions.conf} and {@code reference.conf}, which
 * say what each means.
 *
 * @param windowRows the most rows that a task reads ahead
 * @param windowBytes the most bytes that these may take
 */
public record FunctionSettings(
    ModelConfig model,
    EngineSettings engine,
    boolean failOnError,
    int windowRows,
    long windowBytes,
    Duration engineIdleTime,
    Prompts prompts)
    implements Serializable {
  private static final String SPARK_PREFIX = "spark.tramontane.";
  private static final String PREFIX = "tramontane.";
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final Pattern HYPHEN = Pattern.compile("-([a-z])");

  /**
   * What is asked of the model.
   *
   * @param templates the instructions by their keys, such as {@code summarize.template}
   * @param truncation what happens to a document that is too long
   * @param maxDocumentTokens null leaves it to the model's context
   * @param chat what is said of the chat format beside what the model's file says
   * @param maxTokens of answers whose length nothing else limits
   */
  public record Prompts(
      Map<String, String> templates,
      Truncation truncation,
      @Nullable Integer maxDocumentTokens,
      ChatOptions chat,
      int maxTokens)
      implements Serializable {
    public Prompts {
      templates = Map.copyOf(templates);
    }

    /**
     * A question about a document.
     *
     * @param template the key of its template
     * @param values of the template's placeholders
     */
    public DocumentPrompt about(String template, Map<String, String> values) {
      return new DocumentPrompt(
          Objects.requireNonNull(templates.get(template), template),
          values,
          truncation,
          maxDocumentTokens,
          chat);
    }
  }

  /**
   * Reads and checks the settings.
   *
   * @param spark settings of a session, by key; those of others may be among them
   * @throws io.tramontane.failure.InvalidInputException that tells all that is wrong
   */
  public static FunctionSettings of(Map<String, String> spark) {
    Problems problems = new Problems();
    Config reference = reference();
    Config given = given(spark);
    KnownKeys.of(reference).reportOthers(given, problems, FunctionSettings::sparkKey);
    SettingReader reader =
        new SettingReader(given.withFallback(reference), problems, FunctionSettings::sparkKey);
    FunctionSettings settings = read(reader, templateKeys(reference));
    problems.throwIfAny();
    return settings;
  }

  private static FunctionSettings read(SettingReader reader, List<String> templateKeys) {
    return new FunctionSettings(
        ModelConfig.read(reader),
        EngineSection.read(reader),
        reader.flag("tramontane.fail-on-error"),
        reader.integer("tramontane.window.rows", 1, 100_000),
        reader.bytes("tramontane.window.bytes", 1024),
        reader.duration("tramontane.engine-idle-time", Duration.ofHours(24)),
        new Prompts(
            templateKeys.stream()
                .collect(Collectors.toMap(key -> key.substring(PREFIX.length()), reader::text)),
            reader.choice("tramontane.truncation", Truncation.class),
            reader.optional(
                "tramontane.max-document-tokens", key -> reader.integer(key, 1, 10_000_000)),
            ChatOptions.read(reader, "tramontane"),
            reader.integer("tramontane.max-tokens", 1, 100_000)));
  }

  private static List<String> templateKeys(Config reference) {
    return KnownKeys.of(reference).keys().stream()
        .filter(key -> key.contains(".template"))
        .sorted()
        .toList();
  }

  static Config reference() {
    Config tasks = ReferenceConfig.load();
    return ConfigFactory.parseResources(FunctionSettings.class, "functions.conf")
        .resolveWith(tasks)
        .withFallback(tasks.withOnlyPath("tramontane.model"))
        .withFallback(tasks.withOnlyPath("tramontane.engine"));
  }

  private static Config given(Map<String, String> spark) {
    Config given = ConfigFactory.empty();
    for (Map.Entry<String, String> setting : spark.entrySet()) {
      if (setting.getKey().startsWith(SPARK_PREFIX)) {
        given =
            given.withValue(
                key(setting.getKey()),
                ConfigValueFactory.fromAnyRef(setting.getValue(), "Spark setting"));
      }
    }
    return given;
  }

  private static String key(String sparkKey) {
    String name = sparkKey.substring(SPARK_PREFIX.length());
    return PREFIX
        + CAPITAL
            .matcher(name)
            .replaceAll(capital -> "-" + capital.group().toLowerCase(Locale.ROOT));
  }

  /** How the user writes a key. */
  static String sparkKey(String key) {
    return SPARK_PREFIX
        + HYPHEN
            .matcher(key.substring(PREFIX.length()))
            .replaceAll(hyphen -> hyphen.group(1).toUpperCase(Locale.ROOT));
  }
}
