package io.tramontane.udf;

import io.tramontane.udf.model.ModelRegistry;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * What Spark is to run beside the tasks: {@link EngineMetrics} in each executor.
 *
 * <p>Switched on by {@code spark.plugins=io.tramontane.udf.TramontanePlugin}, which the jobs do by
 * themselves. Executors load it when they start, after the application's jar (Spark 3.1 and later:
 * {@code spark.jars} is fetched before plugins are loaded).
 */
public final class TramontanePlugin implements SparkPlugin {
  /**
   * The value of {@code spark.plugins} that has this plugin beside others.
   *
   * @param others its value so far: class names with commas between; perhaps empty
   */
  public static String beside(String others) {
    return Stream.concat(
            Arrays.stream(others.split(",")), Stream.of(TramontanePlugin.class.getName()))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .collect(Collectors.joining(","));
  }

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new EngineMetrics(ModelRegistry.ofThisJvm());
  }
}
