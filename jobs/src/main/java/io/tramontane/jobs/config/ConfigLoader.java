package io.tramontane.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.tramontane.config.EngineSection;
import io.tramontane.config.KnownKeys;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SecretKeys;
import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the command line's settings over those of the file over the defaults of
 * {@code reference.conf}.
 */
public final class ConfigLoader {
  private static final String ROOT = "tramontane";
  private static final Config EMPTY = ConfigFactory.empty();
  private static final ConfigRenderOptions RENDERED =
      ConfigRenderOptions.defaults().setOriginComments(false).setComments(false);

  /** What the parser has found in the place of what it expected, which may be a secret. */
  private static final Pattern FOUND =
      Pattern.compile("(?s)(?:,? but)? (?:got|followed by|token:) .*|['\"].*");

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private ConfigLoader() {}

  /**
   * Reads and checks every setting.
   *
   * @param file the HOCON file
   * @param overrides settings from the command line, by full key such as {@code
   *     tramontane.input.path}; each value a string or a list of strings
   * @param problems takes all that is wrong with single settings
   * @throws InvalidInputException if the file cannot be read at all
   */
  public static ConfigSections load(Path file, Map<String, Object> overrides, Problems problems) {
    return load(parse(file), file.toString(), overrides, problems);
  }

  /**
   * Reads and checks the settings that a run was made with.
   *
   * @param recorded what the run has written
   * @param standIns settings that go before those, or in the place of masked ones
   * @param problems takes all that is wrong with single settings, and those that are masked and for
   *     which there is no stand-in
   * @throws InvalidInputException if what the run has written are no settings, or the stand-ins
   *     cannot be read
   */
  public static ConfigSections reload(
      RecordedSettings recorded, StandIns standIns, Problems problems) {
    Config file = standIns.file().map(path -> resolve(parse(path), path.toString())).orElse(EMPTY);
    return load(
        recorded.with(commandLine(standIns.settings()), file, problems),
        recorded.run(),
        Map.of(),
        problems);
  }

  private static ConfigSections load(
      Config file, String name, Map<String, Object> overrides, Problems problems) {
    Config reference = ReferenceConfig.load();
    Config given = commandLine(overrides).withFallback(file);
    Config merged = resolve(given.withFallback(reference), name);
    KnownKeys known = KnownKeys.of(reference);
    known.reportOthers(merged, problems, UnaryOperator.identity());
    GluedComments.report(merged.withOnlyPath(ROOT), problems);
    SettingReader reader = new SettingReader(merged, problems, UnaryOperator.identity());
    SecretKeys secret =
        new SecretKeys(
            Set.copyOf(reader.texts("tramontane.run.masked", keys -> unknown(keys, known))));
    ConfigObject settings = merged.withOnlyPath(ROOT).root();
    List<String> secrets = secret.values(settings);
    // Before anything is said about a setting.
    Secrets.keep(secrets);
    return read(reader, secret.mask(settings).render(RENDERED), secrets);
  }

  private static @Nullable String unknown(List<String> keys, KnownKeys known) {
    return keys.stream()
        .filter(
            name ->
                known.keys().stream()
                    .noneMatch(key -> key.equals(name) || key.startsWith(name + ".")))
        .findFirst()
        .map(name -> "there is no setting " + name)
        .orElse(null);
  }

  private static Config parse(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "Cannot read configuration %s: there is no such file. Correct the path.".formatted(file));
    }
    try {
      // Only under an absolute path does the library find what the file includes beside itself.
      return ConfigFactory.parseFile(
          file.toAbsolutePath().toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException.Parse e) {
      throw new InvalidInputException(
          "Cannot read configuration %s: %s. %s"
              .formatted(
                  file,
                  FOUND.matcher(String.valueOf(e.getMessage())).replaceFirst(""),
                  remedy(file)));
    } catch (ConfigException e) {
      throw new InvalidInputException(
          "Cannot read configuration %s: %s. Correct the file or its path."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static String remedy(Path file) {
    return GluedComments.firstLine(file)
        .map(
            "In line %s, a # or // directly behind a value begins a comment: put quotes around it, as in \"C#\"."
                ::formatted)
        .orElse("Correct the file.");
  }

  private static Config commandLine(Map<String, Object> overrides) {
    Config config = EMPTY;
    for (Map.Entry<String, Object> setting : overrides.entrySet()) {
      config =
          config.withValue(
              setting.getKey(), ConfigValueFactory.fromAnyRef(setting.getValue(), "command line"));
    }
    return config;
  }

  private static Config resolve(Config config, String name) {
    try {
      return config.resolve();
    } catch (ConfigException e) {
      throw new InvalidInputException(
          "Cannot read configuration %s: %s. Set what it refers to."
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static ConfigSections read(SettingReader reader, String rendered, List<String> secrets) {
    return new ConfigSections(
        reader.section(() -> ModelConfig.read(reader)),
        Tasks.read(reader),
        reader.section(() -> input(reader)),
        reader.section(() -> output(reader)),
        reader.section(() -> run(reader)),
        reader.section(() -> EngineSection.read(reader)),
        rendered,
        secrets);
  }

  private static OutputConfig output(SettingReader reader) {
    @Nullable String table = reader.optional("tramontane.output.table", reader::text);
    @Nullable LakeFormat format =
        reader.optional(
            "tramontane.output.table-format", key -> reader.choice(key, LakeFormat.class));
    List<String> partitionBy =
        reader.texts(
            "tramontane.output.partition-by",
            columns ->
                table == null && !columns.isEmpty()
                    ? "it is used with tramontane.output.table alone"
                    : null);
    boolean replaceByErrors = reader.flag("tramontane.output.replace-by-errors");
    return new OutputConfig(
        reader.text("tramontane.output.path"),
        table == null ? null : new PublishConfig(table, format, partitionBy, replaceByErrors));
  }

  private static InputConfig input(SettingReader reader) {
    InputFormat format = reader.choice("tramontane.input.format", InputFormat.class);
    TableConfig table = table(reader, format);
    return new InputConfig(
        table.sql() == null ? reader.text("tramontane.input.path") : InputConfig.QUERY,
        format,
        reader.text("tramontane.input.id-column"),
        reader.text("tramontane.input.text-column"),
        reader.texts(InputConfig.KEEP, names -> keepFault(names, format)),
        csv(reader),
        table,
        reader.flag("tramontane.input.allow-empty"));
  }

  private static @Nullable String keepFault(List<String> names, InputFormat format) {
    if (!names.isEmpty() && format == InputFormat.TEXT) {
      return "files of text have no columns";
    }
    if (names.stream().anyMatch(String::isBlank)) {
      return "a name in it is blank";
    }
    // As Spark tells columns apart.
    long different = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count();
    return different < names.size() ? "a name stands in it twice" : null;
  }

  private static TableConfig table(SettingReader reader, InputFormat format) {
    boolean isTable = format == InputFormat.TABLE;
    @Nullable String path = reader.optional("tramontane.input.path", reader::text);
    String misplaced = "it is used with tramontane.input.format = table alone";
    @Nullable String sql =
        reader.optional(InputConfig.QUERY, key -> reader.text(key, text -> isTable, misplaced));
    if (sql != null && path != null) {
      reader.text(
          InputConfig.QUERY, text -> false, "tramontane.input.path is set too; set one of them");
    }
    return new TableConfig(
        reader.optional(
            "tramontane.input.table-format",
            key -> {
              reader.text(key, text -> isTable && sql == null, misplaced + ", and with a path");
              return reader.choice(key, LakeFormat.class);
            }),
        sql,
        reader.flag("tramontane.input.allow-unpinned"));
  }

  private static CsvDialect csv(SettingReader reader) {
    CsvDialect standIn = CsvDialect.RFC_4180;
    char separator =
        reader.parsed(
            "tramontane.input.csv.separator",
            CsvDialect::character,
            standIn.separator(),
            "it is not one character of ASCII, or it is a line break");
    char quote =
        reader.parsed(
            "tramontane.input.csv.quote",
            setting -> CsvDialect.quote(setting).filter(given -> given != separator),
            standIn.quote(),
            "it is neither empty nor one character of ASCII, or it is a line break or the separator");
    String encoding =
        reader.parsed(
            "tramontane.input.csv.encoding",
            CsvDialect::encoding,
            standIn.encoding(),
            "Java knows no such encoding; it knows utf-8, utf-16 and windows-1252, for example");
    return new CsvDialect(separator, quote, encoding);
  }

  private static RunConfig run(SettingReader reader) {
    return new RunConfig(
        reader.text(
            "tramontane.run.id",
            RUN_ID.asMatchPredicate(),
            "it may hold letters, digits, '.', '_' and '-' only, and begins with a letter or digit"),
        reader.integer("tramontane.run.chunk-tokens", 1, 1_000_000_000),
        reader.integer("tramontane.run.window-documents", 1, 100_000),
        reader.bytes("tramontane.run.window-bytes", 1024),
        reader.number("tramontane.run.max-error-ratio", r -> r >= 0 && r <= 1, "0 to 1", 0),
        reader.integer("tramontane.run.max-attempts", 1, 100),
        reader.choice("tramontane.run.reuse", Reuse.class),
        reader.duration("tramontane.run.stop-grace", Duration.ofHours(1)));
  }
}
