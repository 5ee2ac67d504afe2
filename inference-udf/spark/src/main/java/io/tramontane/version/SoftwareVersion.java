package io.tramontane.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This software's own version. */
public final class SoftwareVersion {
  private static final String RESOURCE = "/io/tramontane/version/version.properties";

  private SoftwareVersion() {}

  /** As the build wrote it. */
  public static String get() {
    try (InputStream stream = SoftwareVersion.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("The build left out " + RESOURCE + ".");
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
