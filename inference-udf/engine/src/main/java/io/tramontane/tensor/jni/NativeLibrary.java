package io.tramontane.tensor.jni;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The native library, loaded once per JVM from the jar that this class is in. Where it can't be
 * used Java computes the same, and one warning says why.
 */
final class NativeLibrary {
  private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());

  private NativeLibrary() {}

  /** Loads the library when it is first asked for. */
  private static final class Loaded {
    static final int LEVELS = load();
  }

  /** The levels that can be used here, a bit for each by its number; none if there are none. */
  static int levels() {
    return Loaded.LEVELS;
  }

  /** The folder of the jar that holds the library for this platform. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
  }

  private static int load() {
    Optional<byte[]> content = content();
    if (content.isEmpty()) {
      LOG.log(
          Level.INFO, "There is no native code for {0} in this build: Java computes.", platform());
      return 0;
    }
    List<Path> parents =
        List.of(
            Path.of(System.getProperty("java.io.tmpdir")),
            Path.of(System.getProperty("user.home"), ".cache"));
    try {
      return load(content.get(), parents);
    } catch (IllegalStateException e) {
      LOG.log(Level.WARNING, "Cannot use native code, computing in Java: {0}.", e.getMessage());
      return 0;
    }
  }

  private static Optional<byte[]> content() {
    String name = platform() + "/libtramontane.so";
    try (InputStream stream = NativeLibrary.class.getResourceAsStream(name)) {
      return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the jar: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Loads a library by way of the first folder that it can be loaded from.
   *
   * @return its levels
   * @throws IllegalStateException with the reason, if it can be loaded from none or computes
   *     wrongly
   */
  static int load(byte[] content, List<Path> parents) {
    List<String> reasons = new ArrayList<>();
    for (Path parent : parents) {
      try {
        System.load(LibraryFile.in(parent, content).toAbsolutePath().toString());
        return checked(NativeProducts.levels());
      } catch (IOException | UnsatisfiedLinkError e) {
        // Such as a folder that is full, read-only, or mounted noexec.
        reasons.add(String.valueOf(e));
      }
    }
    throw new IllegalStateException(String.join("; ", reasons));
  }

  private static int checked(int levels) {
    for (NativeLevel level : NativeLevel.values()) {
      if (level.isIn(levels)) {
        SelfCheck.run(level);
      }
    }
    return levels;
  }
}
