package io.tramontane.udf.catalyst;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The parts of a condition that must all be true. */
final class Conjuncts {
  private Conjuncts() {}

  static List<Expression> of(Expression condition) {
    return condition instanceof And and
        ? Stream.concat(of(and.left()).stream(), of(and.right()).stream()).toList()
        : List.of(condition);
  }

  /**
   * @param conjuncts at least one
   */
  static Expression and(List<Expression> conjuncts) {
    return conjuncts.stream().reduce(And::new).orElseThrow();
  }
}
