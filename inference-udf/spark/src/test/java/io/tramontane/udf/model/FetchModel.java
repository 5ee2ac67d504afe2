package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.file.Path;

/** A program that fetches a model of a {@link SlowFileSystem}, and uses it until its input ends. */
final class FetchModel {
  private FetchModel() {}

  /**
   * Runs it.
   *
   * @param arguments the cache's folder; the URL; the log and the delay of the file system
   */
  public static void main(String[] arguments) throws IOException {
    LocalModel model =
        ModelCache.of(
                new ModelCacheSettings(Path.of(arguments[0]), null),
                SlowFileSystem.configuration(Path.of(arguments[2]), Long.parseLong(arguments[3])))
            .fetch(arguments[1]);
    System.out.println("fetched " + model.path());
    if (System.in.read() >= 0) {
      System.out.println("Leaving.");
    }
  }
}
