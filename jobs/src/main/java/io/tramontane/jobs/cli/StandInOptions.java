package io.tramontane.jobs.cli;

import io.tramontane.jobs.config.StandIns;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands that read a run's corpus again are given in the place of the run's settings. */
final class StandInOptions {
  @Option(names = "--input", paramLabel = "PATH", description = "Where the corpus is now.")
  private @Nullable String input;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The run's configuration: for settings that the run has masked, since they are secret, and for a model or a corpus on other hosts.")
  private @Nullable Path config;

  /**
   * These.
   *
   * @param model where the model is now; null leaves it where it was
   */
  StandIns given(@Nullable String model) {
    Map<String, Object> settings = new HashMap<>();
    if (model != null) {
      settings.put("tramontane.model.path", model);
    }
    if (input != null) {
      settings.put("tramontane.input.path", input);
    }
    return new StandIns(settings, Optional.ofNullable(config));
  }
}
