package io.tramontane.udf.catalyst;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import scala.collection.immutable.Seq;

/**
 * A call and the column of its results. Not an alias, which Spark takes away where it sees no use
 * for a new name.
 */
record CallColumn(ModelCall call, Attribute column) {
  static CallColumn of(ModelCall call) {
    return new CallColumn(call, Columns.named(call, call.name()).toAttribute());
  }

  /** As a plan's node keeps them: apart. */
  static List<CallColumn> zip(Seq<ModelCall> calls, Seq<Attribute> columns) {
    return IntStream.range(0, calls.size())
        .mapToObj(i -> new CallColumn(calls.apply(i), columns.apply(i)))
        .toList();
  }

  boolean isOf(ModelCall other) {
    return call.semanticEquals(other);
  }
}
