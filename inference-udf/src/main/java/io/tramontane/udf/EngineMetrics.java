package io.tramontane.udf;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.tramontane.generate.EngineFigures;
import io.tramontane.udf.model.ModelRegistry;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;

/**
 * The {@link EngineFigures} of all models of this JVM as a source of Spark's metrics, which sends
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
    register(metrics, "requestsAnswered", EngineFigures::requestsAnswered);
    register(metrics, "promptTokens", EngineFigures::promptTokens);
    register(metrics, "completionTokens", EngineFigures::completionTokens);
    register(metrics, "requestsWaiting", EngineFigures::requestsWaiting);
    register(metrics, "requestsRunning", EngineFigures::requestsRunning);
    register(metrics, "kvBytes", EngineFigures::kvBytes);
    register(metrics, "kvBytesLimit", EngineFigures::kvBytesLimit);
  }

  private void register(MetricRegistry metrics, String name, ToLongFunction<EngineFigures> figure) {
    Gauge<Long> gauge = () -> figure.applyAsLong(models.figures());
    metrics.register(name, gauge);
  }
}
