package io.tramontane.udf;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.tramontane.generate.EngineStats;
import io.tramontane.udf.model.ModelRegistry;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;

/**
 * The {@link EngineStats} of all models of this JVM as a source of Spark's metrics, which sends
 * them to the sinks that {@code metrics.properties} names: each component of the record is a gauge
 * of that name. Totals begin anew with the executor.
 */
final class EngineMetrics implements ExecutorPlugin {
  private final ModelRegistry models;

  EngineMetrics(ModelRegistry models) {
    this.models = models;
  }

  @Override
  public void init(PluginContext context, Map<String, String> driversConfiguration) {
    MetricRegistry metrics = context.metricRegistry();
    register(metrics, "requestsAnswered", EngineStats::requestsAnswered);
    register(metrics, "promptTokens", EngineStats::promptTokens);
    register(metrics, "completionTokens", EngineStats::completionTokens);
    register(metrics, "requestsWaiting", EngineStats::requestsWaiting);
    register(metrics, "requestsRunning", EngineStats::requestsRunning);
    register(metrics, "kvBytes", EngineStats::kvBytes);
    register(metrics, "kvBytesLimit", EngineStats::kvBytesLimit);
  }

  private void register(MetricRegistry metrics, String name, ToLongFunction<EngineStats> figure) {
    Gauge<Long> gauge = () -> figure.applyAsLong(models.stats());
    metrics.register(name, gauge);
  }
}
