package io.tramontane.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The defaults of all settings: every {@code reference.conf} on the class path. */
public final class ReferenceConfig {
  private static final String ROOT = "tramontane";

  private ReferenceConfig() {}

  /** The section {@code tramontane} with all that is below it. */
  public static Config load() {
    return ConfigFactory.parseResources(ReferenceConfig.class.getClassLoader(), "reference.conf")
        .withOnlyPath(ROOT);
  }

  /** The default of a setting that is a string. */
  public static String text(String key) {
    return load().getString(key);
  }
}
