package io.tramontane.udf.catalyst;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The rows of the child, said not to be deterministic, though they are. Of a common table
 * expression with calls: Spark computes one that is not deterministic once for all references to
 * it, and any other for each. {@link OptimizeModelCalls} takes it away when that is decided.
 */
public final class ComputedOnce extends LogicalPlan {
  private final LogicalPlan child;

  /** A node; Spark makes it anew by this constructor too. */
  public ComputedOnce(LogicalPlan child) {
    this.child = child;
  }

  LogicalPlan child() {
    return child;
  }

  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Sequences.sequence(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new ComputedOnce(children.head());
  }

  @Override
  public Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int index) {
    return List.of(child).get(index);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ComputedOnce;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComputedOnce same && child.equals(same.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(child);
  }
}
