package io.tramontane.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.tramontane.config.KnownKeys;
import io.tramontane.config.ModelConfig;
import io.tramontane.config.Problems;
import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;

/**
 * The settings that a run has written into its manifest. They are data, which may be anybody's, and
 * no configuration of the user's: nothing in them is looked up, neither in other files nor in the
 * environment, and they send nobody anywhere. A model is taken from where they say only if that is
 * on this host; else this host's cache may have it. A corpus also if it is on the file system that
 * the run itself lies on.
 *
 * @param run which run, for messages
 * @param json as {@link JobConfig#rendered} gave it
 * @param folder the run's
 * @param needed the sections that are to be used; what is wrong with others does not matter
 * @param cachedModel the path by which a cache of this host has the run's model, if it has
 */
public record RecordedSettings(
    String run,
    String json,
    URI folder,
    Set<String> needed,
    Function<ModelConfig.Cache, Optional<String>> cachedModel) {
  private static final String MODEL = "tramontane.model.path";
  private static final String INPUT = "tramontane.input.path";
  private static final String FORMAT = "tramontane.input.format";
  private static final Map<String, String> OPTIONS = Map.of(MODEL, "--model", INPUT, "--input");

  /**
   * Where models are kept is a matter of the host that fetches them, and so is what it shows to a
   * server.
   */
  private static final List<String> OF_THE_HOST =
      List.of("tramontane.model.cache", "tramontane.model.token-env");

  public RecordedSettings {
    needed = Set.copyOf(needed);
  }

  /**
   * These settings with others in the place of some.
   *
   * @param before go before these
   * @param file stand in for what is masked here
   * @param problems takes what is needed and cannot be used
   * @throws InvalidInputException if these are no settings
   */
  Config with(Config before, Config file, Problems problems) {
    Config recorded = parse();
    Config settings = before;
    for (String key : OF_THE_HOST) {
      recorded = recorded.withoutPath(key);
      settings = settings.withFallback(file.withOnlyPath(key));
    }
    boolean isOfTable =
        recorded.hasPath(FORMAT)
            && recorded.getValue(FORMAT).unwrapped().toString().equals("table");
    for (String key : new TreeSet<>(KnownKeys.of(ReferenceConfig.load()).keys())) {
      if (!isNeeded(key) || before.hasPath(key) || !recorded.hasPath(key)) {
        continue;
      }
      Optional<String> obstacle =
          obstacle(key, recorded.getValue(key).unwrapped().toString(), isOfTable);
      if (obstacle.isPresent()) {
        Optional<ConfigValue> standIn = standIn(key, file);
        if (standIn.isPresent()) {
          settings = settings.withValue(key, standIn.get());
        } else {
          problems.add(obstacle.get());
        }
      }
    }
    return settings.withFallback(recorded);
  }

  /** What is used in the place of a setting that cannot be. */
  private Optional<ConfigValue> standIn(String key, Config file) {
    if (file.hasPath(key)) {
      return Optional.of(file.getValue(key));
    }
    return key.equals(MODEL)
        ? cachedModel
            .apply(cache(file))
            .map(path -> ConfigValueFactory.fromAnyRef(path, "the model cache of this host"))
        : Optional.empty();
  }

  /** The cache of this host, as it is configured here; what is wrong with that, others tell. */
  private static ModelConfig.Cache cache(Config file) {
    return ModelConfig.Cache.read(
        new SettingReader(
            file.withFallback(ReferenceConfig.load()).resolve(),
            new Problems(),
            UnaryOperator.identity()));
  }

  private boolean isNeeded(String key) {
    return needed.stream().anyMatch(section -> key.startsWith("tramontane." + section + "."));
  }

  private Optional<String> obstacle(String key, String value, boolean isOfTable) {
    if (value.contains(Secrets.MASK)) {
      return Optional.of(cannotUse(key, "its manifest has it masked"));
    }
    if (key.equals(InputConfig.QUERY)) {
      return Optional.of(cannotUse(key, "a manifest's word is not enough to run a query"));
    }
    if (key.equals(INPUT) && isOfTable) {
      return Optional.of(
          cannotUse(
              key, "a manifest's word is not enough to read a table, wherever its files are"));
    }
    boolean isFar = key.equals(MODEL) ? !isOnThisHost(value) : key.equals(INPUT) && !isNear(value);
    return isFar
        ? Optional.of(
            cannotUse(key, "it is " + value + ", and a manifest's word is not enough to go there"))
        : Optional.empty();
  }

  private String cannotUse(String key, String cause) {
    String option = OPTIONS.containsKey(key) ? " by %s, or".formatted(OPTIONS.get(key)) : "";
    return "Cannot use %s of run %s: %s. Give it%s by --config FILE, the run's configuration."
        .formatted(key, run, cause, option);
  }

  /** Whether a model is a file of this host, by its path or its URL. */
  private static boolean isOnThisHost(String location) {
    try {
      URI uri = new Path(location).toUri();
      return uri.getAuthority() == null
          && (uri.getScheme() == null || uri.getScheme().equalsIgnoreCase("file"));
    } catch (IllegalArgumentException e) {
      return !ModelConfig.isUrl(location);
    }
  }

  /** Whether a location is on this host, or on the file system of the run. */
  private boolean isNear(String location) {
    try {
      URI uri = new Path(location).toUri();
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return uri.getAuthority() == null
          ? List.of("", "file", String.valueOf(folder.getScheme())).contains(scheme)
          : scheme.equals(folder.getScheme()) && uri.getAuthority().equals(folder.getAuthority());
    } catch (IllegalArgumentException e) {
      // It is no location at all, which its reader tells.
      return true;
    }
  }

  private Config parse() {
    try {
      // JSON has neither includes nor references.
      return ConfigFactory.parseString(
          json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    } catch (ConfigException e) {
      throw new InvalidInputException(
          "Cannot read the settings of run %s: its manifest does not hold them as JSON. Restore the manifest."
              .formatted(run));
    }
  }
}
