package io.tramontane.udf.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link ModelCalls}. */
public final class ModelCallsStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof ModelCalls calls
        ? Sequences.sequence(List.of(calls.exec(planLater(calls.child()))))
        : Sequences.sequence(List.of());
  }
}
