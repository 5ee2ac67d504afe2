package io.tramontane.jobs.sql;

import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Spark settings of a session for SQL, from a file of properties. */
public final class SqlSettings {
  private static final String MODEL_PATH = "spark.tramontane.model.path";
  private static final Path OF_INSTALLATION = Path.of("conf", "sql.properties");

  private SqlSettings() {}

  /**
   * Those of a file.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(StatementText.withoutMark(Files.readString(file))));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read settings %s: %s. Correct the file or its path.".formatted(file, e), e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /**
   * Those of {@code conf/sql.properties}. A relative path of the model begins at the installation,
   * wherever the command is run.
   *
   * @param home the folder of the installation
   * @throws InvalidInputException if the file cannot be read
   */
  public static Map<String, String> ofInstallation(Path home) {
    Map<String, String> settings = read(home.resolve(OF_INSTALLATION));
    settings.computeIfPresent(
        MODEL_PATH,
        (key, model) -> ModelConfig.isUrl(model) ? model : home.resolve(model).toString());
    return settings;
  }
}
