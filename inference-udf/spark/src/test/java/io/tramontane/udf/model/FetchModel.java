package io.tramontane.udf.model;

import io.tramontane.udf.http.HttpLocation;
import io.tramontane.udf.http.HttpPatience;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that fetches a model of a {@link SlowFileSystem} or of a web server, and uses it until
 * its input ends.
 */
final class FetchModel {
  private FetchModel() {}

  /**
   * Runs it.
   *
   * @param arguments the cache's folder; the URL; for the file system, its log and its delay
   */
  public static void main(String[] arguments) throws IOException {
    ModelStore store =
        HttpLocation.isHttp(arguments[1])
            ? new HttpStore(null, System.getenv(), HttpPatience.USUAL)
            : new HadoopStore(
                SlowFileSystem.configuration(Path.of(arguments[2]), Long.parseLong(arguments[3])));
    LocalModel model =
        ModelCache.of(new ModelCacheSettings(Path.of(arguments[0]), null), store)
            .fetch(arguments[1]);
    System.out.println("fetched " + model.path());
    if (System.in.read() >= 0) {
      System.out.println("Leaving.");
    }
  }
}
