package io.tramontane.udf.model;

import io.tramontane.failure.Secrets;
import io.tramontane.udf.http.HttpLocation;
import io.tramontane.udf.http.HttpPatience;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/**
 * A model of a web server or on a Hadoop file system, which a {@link ModelCache} of this host
 * fetches.
 *
 * @param url of a GGUF file, or of the first of a split one
 * @param tokenEnv the environment variable of this host that holds a token for a web server; null
 *     for none
 * @param cache where it is kept
 */
public record ModelUrl(String url, @Nullable String tokenEnv, ModelCacheSettings cache)
    implements ModelSource {
  @Override
  public String location() {
    return Secrets.mask(url);
  }

  @Override
  public void check(boolean usedHere) {
    if (usedHere || tokenEnv == null) {
      ModelCache.check(url, store());
    }
  }

  @Override
  public LocalModel local() {
    return ModelCache.of(cache, store()).fetch(url);
  }

  @Override
  public LocalModel digested() {
    return local();
  }

  @Override
  public LocalModel verified(String sha256) {
    return ModelCache.of(cache, store()).fetch(url, sha256);
  }

  private ModelStore store() {
    return HttpLocation.isHttp(url)
        ? new HttpStore(tokenEnv, System.getenv(), HttpPatience.USUAL)
        : new HadoopStore(configuration());
  }

  /**
   * As the Spark application has it, on the driver and on executors alike; or will have it, where
   * it has not begun.
   */
  private static Configuration configuration() {
    SparkEnv spark = SparkEnv.get();
    return SparkHadoopUtil.get().newConfiguration(spark == null ? new SparkConf() : spark.conf());
  }
}
