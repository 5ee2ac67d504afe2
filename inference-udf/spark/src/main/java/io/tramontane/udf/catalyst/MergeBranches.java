package io.tramontane.udf.catalyst;

import java.util.IdentityHashMap;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.plans.logical.MergeRows;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Takes the calls out of the branches of a MERGE. A row comes to the branches of its kind, matched
 * or not, one after another, and the first whose condition is true takes it.
 */
final class MergeBranches {
  private final Extraction extraction;
  private final IdentityHashMap<Expression, Kind> kinds = new IdentityHashMap<>();

  MergeBranches(MergeRows merge, Extraction extraction) {
    this.extraction = extraction;
    Expression source = merge.isSourceRowPresent();
    Expression target = merge.isTargetRowPresent();
    add(merge.matchedInstructions(), new And(source, target));
    add(merge.notMatchedInstructions(), new And(source, new Not(target)));
    add(merge.notMatchedBySourceInstructions(), new Not(source));
  }

  /** Those for the same rows. */
  private static final class Kind {
    /** Is true of the rows that come to the next branch. */
    private @Nullable Expression rows;

    private Kind(Expression rows) {
      this.rows = rows;
    }
  }

  private void add(Seq<MergeRows.Instruction> instructions, Expression rows) {
    Kind kind = new Kind(rows);
    Sequences.list(instructions).forEach(branch -> kinds.put((Expression) branch, kind));
  }

  /**
   * An expression of the MERGE, with columns in place of calls.
   *
   * @param part after those that stand in front of it
   */
  Expression withoutCalls(Expression part) {
    Kind kind = kinds.get(part);
    if (kind == null) {
      return extraction.withoutCalls(part);
    }
    Expression changed = extraction.withoutCalls(part, kind.rows);
    kind.rows = Extraction.unlessTrue(kind.rows, ((MergeRows.Instruction) changed).condition());
    return changed;
  }
}
