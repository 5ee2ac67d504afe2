package io.tramontane.jobs.corpus;

/** A path for Spark's readers, which take every path for a pattern. */
public final class LiteralPath {
  private LiteralPath() {}

  /** The pattern that is matched by this path alone. */
  public static String of(String path) {
    return path.replaceAll("[\\\\\\[\\]{}*?]", "\\\\$0");
  }
}
