package io.tramontane.udf.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Tuple2;
import scala.collection.immutable.Map;

/** What the SQL page shows of an operator with calls. */
record CallMetrics(
    SQLMetric rows,
    SQLMetric answers,
    SQLMetric failures,
    SQLMetric promptTokens,
    SQLMetric completionTokens,
    SQLMetric engineTime,
    SQLMetric waitingTime,
    SQLMetric peakWindow)
    implements Serializable {
  static CallMetrics create(SparkContext spark) {
    return new CallMetrics(
        SQLMetrics.createMetric(spark, "number of output rows"),
        SQLMetrics.createMetric(spark, "calls answered"),
        SQLMetrics.createMetric(spark, "calls without an answer"),
        SQLMetrics.createMetric(spark, "prompt tokens"),
        SQLMetrics.createMetric(spark, "completion tokens"),
        SQLMetrics.createNanoTimingMetric(spark, "time in the engine", -1),
        SQLMetrics.createNanoTimingMetric(spark, "time waiting for answers", -1),
        SQLMetrics.createSizeMetric(spark, "peak window", -1));
  }

  Map<String, SQLMetric> all() {
    return Map.from(
        Sequences.sequence(
            List.of(
                Tuple2.apply("numOutputRows", rows),
                Tuple2.apply("answers", answers),
                Tuple2.apply("failures", failures),
                Tuple2.apply("promptTokens", promptTokens),
                Tuple2.apply("completionTokens", completionTokens),
                Tuple2.apply("engineTime", engineTime),
                Tuple2.apply("waitingTime", waitingTime),
                Tuple2.apply("peakWindow", peakWindow))));
  }
}
