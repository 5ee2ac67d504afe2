package io.tramontane.jobs.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a user gives in the place of settings that a run has written, since these are masked, or no
 * longer right, or nothing that may be relied on.
 *
 * @param settings by full key; they go before those of the run
 * @param file a configuration, whose settings stand in for those that are masked
 */
public record StandIns(Map<String, Object> settings, Optional<Path> file) {
  /** Nothing. */
  public static final StandIns NONE = new StandIns(Map.of(), Optional.empty());

  public StandIns {
    settings = Map.copyOf(settings);
  }
}
