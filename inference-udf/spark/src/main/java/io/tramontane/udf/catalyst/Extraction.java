package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.FunctionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeRows;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls out of the expressions of one node, and puts them on its children: equal calls
 * once, and not at all where they are made further down already.
 *
 * <p>A call that a branch of CASE, IF, COALESCE, AND, OR or MERGE needs is made for those rows
 * alone that come to the branch: elsewhere its text is made NULL, about which the model is not
 * asked.
 *
 * <p>Texts and conditions of branches that are not deterministic, such as {@code rand()}, become
 * columns first: a branch and the call in it then go by the same value.
 */
final class Extraction {
  private final FunctionSettings settings;
  private final List<Side> sides;

  /**
   * @param children of the node
   */
  Extraction(List<LogicalPlan> children, FunctionSettings settings) {
    this.settings = settings;
    this.sides = children.stream().map(Side::new).toList();
  }

  /** The children, with calls on them. */
  List<LogicalPlan> children() {
    return sides.stream().map(Side::complete).toList();
  }

  /** Whether the texts of every call come from one child alone. */
  boolean canTake(Expression expression) {
    return Sequences.list(expression.children()).stream().allMatch(this::canTake)
        && (!(expression instanceof ModelCall) || sideOf(expression).isPresent());
  }

  /** The expression, with columns in place of calls. */
  Expression withoutCalls(Expression expression) {
    return withoutCalls(expression, null);
  }

  /**
   * The expression, with columns in place of calls.
   *
   * @param guard is true of the rows that need the expression; null is all
   */
  Expression withoutCalls(Expression expression, @Nullable Expression guard) {
    if (!Calls.areIn(expression)) {
      return expression;
    }
    Expression ordered = callsLast(expression);
    List<Expression> given = Sequences.list(ordered.children());
    List<Expression> children = new ArrayList<>();
    for (int next = 0; next < given.size(); next++) {
      Expression own = guardOf(ordered, children, guard);
      Expression child = withoutCalls(given.get(next), own);
      boolean isReadTwice =
          ordered instanceof ModelCall || given.stream().skip(next + 1L).anyMatch(Calls::areIn);
      children.add(isReadTwice ? fixed(child, own) : child);
    }
    Expression changed = ordered.withNewChildren(Sequences.sequence(children));
    return changed instanceof ModelCall call ? column(call, guard) : changed;
  }

  /**
   * The expression as one that may be read twice, and outside of Spark's own nodes. One that would
   * not be the same a second time becomes a column below; so does one with a correlated subquery,
   * which Spark makes a join of in its own nodes alone.
   *
   * @param guard is true of the rows that need the expression; null is all
   */
  private Expression fixed(Expression expression, @Nullable Expression guard) {
    boolean isFixed = expression.deterministic() && !expression.exists(Extraction::isCorrelated);
    if (isFixed || !isOfRows(expression)) {
      return expression;
    }
    Expression needed =
        guard == null
            ? expression
            : new If(guard, expression, new Literal(null, expression.dataType()));
    return sideOf(needed).<Expression>map(side -> side.computed(needed)).orElse(expression);
  }

  private static boolean isCorrelated(Expression part) {
    return part instanceof SubqueryExpression subquery && subquery.isCorrelated();
  }

  /** Whether it has a value for each row of the children: not for groups, nor in a lambda alone. */
  private static boolean isOfRows(Expression part) {
    if (part instanceof AggregateExpression || part instanceof NamedLambdaVariable) {
      return false;
    }
    return part instanceof LambdaFunction
        || Sequences.list(part.children()).stream().allMatch(Extraction::isOfRows);
  }

  /** Of AND and OR, whose sides SQL leaves in no order, first the side that costs nothing. */
  private static Expression callsLast(Expression expression) {
    boolean isEither = expression instanceof And || expression instanceof Or;
    if (!isEither || !expression.deterministic()) {
      return expression;
    }
    Expression first = expression.children().apply(0);
    Expression second = expression.children().apply(1);
    return Calls.areIn(first) && !Calls.areIn(second)
        ? expression.withNewChildren(Sequences.sequence(List.of(second, first)))
        : expression;
  }

  /**
   * Which rows need the next child of an expression.
   *
   * @param before its children in front of that one
   */
  private static @Nullable Expression guardOf(
      Expression parent, List<Expression> before, @Nullable Expression guard) {
    int next = before.size();
    if (next == 0) {
      return guard;
    }
    Expression first = before.get(0);
    if (parent instanceof And) {
      return both(guard, not(is(first, Literal.FalseLiteral())));
    }
    if (parent instanceof Or) {
      return both(guard, not(is(first, Literal.TrueLiteral())));
    }
    if (parent instanceof MergeRows.Instruction) {
      return both(guard, is(first, Literal.TrueLiteral()));
    }
    if (parent instanceof If) {
      Expression chosen = is(first, Literal.TrueLiteral());
      return both(guard, next == 1 ? chosen : not(chosen));
    }
    if (parent instanceof Coalesce) {
      return before.stream()
          .reduce(guard, (all, child) -> both(all, new IsNull(child)), Extraction::both);
    }
    return parent instanceof CaseWhen ? guardOfBranch(before, guard) : guard;
  }

  /**
   * Conditions and values take turns; behind the last value there may be one for all other rows.
   */
  private static @Nullable Expression guardOfBranch(
      List<Expression> before, @Nullable Expression guard) {
    Expression all = guard;
    boolean isValue = before.size() % 2 == 1;
    for (int condition = 0; condition < before.size(); condition += 2) {
      boolean isOwn = isValue && condition == before.size() - 1;
      Expression chosen = before.get(condition);
      all = isOwn ? both(all, is(chosen, Literal.TrueLiteral())) : unlessTrue(all, chosen);
    }
    return all;
  }

  /** The guard of what comes to rows only where a condition has not been true. */
  static @Nullable Expression unlessTrue(@Nullable Expression guard, Expression condition) {
    return both(guard, not(is(condition, Literal.TrueLiteral())));
  }

  private static Expression is(Expression expression, Literal value) {
    return new EqualNullSafe(expression, value);
  }

  private static Expression not(Expression expression) {
    return new Not(expression);
  }

  /** Leaves out what cannot be read below, or would not be the same a second time. */
  private static @Nullable Expression both(@Nullable Expression guard, @Nullable Expression more) {
    if (more == null || !more.deterministic() || !isOfRows(more)) {
      return guard;
    }
    return guard == null ? more : new And(guard, more);
  }

  /** The column that a call becomes. */
  private Expression column(ModelCall call, @Nullable Expression guard) {
    Side side = sideOf(call).orElseThrow();
    Optional<Attribute> known = find(side, call, guard);
    if (known.isPresent()) {
      return known.get();
    }
    ModelCall guarded = guarded(call, guard);
    return sideOf(guarded).map(own -> own.findOrAdd(guarded)).orElseGet(() -> side.findOrAdd(call));
  }

  /** The column of the same call for at least the rows of a guard, which the guards around are. */
  private static Optional<Attribute> find(Side side, ModelCall call, @Nullable Expression guard) {
    Optional<Attribute> known = side.find(guarded(call, guard));
    if (known.isPresent() || guard == null) {
      return known;
    }
    return find(side, call, guard instanceof And both ? both.left() : null);
  }

  private static ModelCall guarded(ModelCall call, @Nullable Expression guard) {
    return guard == null ? call : call.onlyIf(guard);
  }

  private Optional<Side> sideOf(Expression call) {
    return sides.stream().filter(side -> side.has(call)).findFirst();
  }

  /** A child of the node, and the calls on it. */
  private final class Side {
    private LogicalPlan plan;
    private final List<CallColumn> added = new ArrayList<>();

    Side(LogicalPlan child) {
      this.plan = child;
    }

    boolean has(Expression call) {
      return Sequences.list(call.references().toSeq()).stream().allMatch(this::has);
    }

    private boolean has(Attribute column) {
      return plan.outputSet().contains(column)
          || added.stream().anyMatch(own -> own.column().exprId().equals(column.exprId()));
    }

    /** The column of an equal call. */
    Optional<Attribute> find(ModelCall call) {
      Optional<Attribute> own =
          added.stream().filter(known -> known.isOf(call)).findFirst().map(CallColumn::column);
      if (own.isPresent()) {
        return own;
      }
      Optional<Attribute> earlier = EarlierCalls.find(plan, call);
      earlier.ifPresent(column -> plan = EarlierCalls.expose(plan, column));
      return earlier;
    }

    Attribute findOrAdd(ModelCall call) {
      return find(call).orElseGet(() -> add(call));
    }

    private Attribute add(ModelCall call) {
      makeReadable(call);
      CallColumn made = CallColumn.of(call);
      added.add(made);
      return made.column();
    }

    /** A new column of an expression. */
    Attribute computed(Expression expression) {
      makeReadable(expression);
      Alias made = Columns.named(expression, "computed");
      plan = new Project(Sequences.concatenated(plan.output(), List.of(made)), plan);
      return made.toAttribute();
    }

    /** What stands below has all columns that an expression reads. */
    private void makeReadable(Expression expression) {
      if (!expression.references().subsetOf(plan.outputSet())) {
        plan = complete();
        added.clear();
      }
    }

    LogicalPlan complete() {
      return added.isEmpty() ? plan : ModelCalls.of(added, settings, plan);
    }
  }
}
