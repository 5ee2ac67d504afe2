package io.tramontane.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The inputs of some products, each counted once however many products share it, for kernels that
 * keep inputs in a form of their own: with each one's place behind the others'.
 */
public final class Inputs {
  /** None at all. */
  public static final Inputs NONE = new Inputs(List.of(), product -> true);

  /** Elements that one task takes in, so that handing out a task costs little beside doing it. */
  private static final int ELEMENTS_PER_TASK = 1 << 15;

  private final List<Input> distinct = new ArrayList<>();
  private final Map<Key, Integer> indexes = new HashMap<>();
  private final int[] ofProduct;
  private long elements;

  /**
   * An input.
   *
   * @param rows what Java holds
   * @param columns of each row
   * @param firstElement how many elements the inputs before it have
   */
  public record Input(Rows rows, int columns, long firstElement) {
    /** All rows' elements. */
    public int elements() {
      return Math.multiplyExact(rows.count(), columns);
    }
  }

  /** What makes two products' inputs the same. */
  private record Key(Rows rows, int columns) {}

  /** What to do with some consecutive rows of an input. */
  @FunctionalInterface
  public interface Taker {
    /** Takes in {@code count} rows of an input from {@code first} on. */
    void take(Input input, int first, int count);
  }

  /**
   * Finds the inputs of products.
   *
   * @param counts which products' inputs count
   */
  public Inputs(List<Operands> products, Predicate<Operands> counts) {
    ofProduct = new int[products.size()];
    for (int i = 0; i < ofProduct.length; i++) {
      Operands product = products.get(i);
      ofProduct[i] =
          counts.test(product) ? indexOf(product.input(), product.weights().columns()) : -1;
    }
  }

  private int indexOf(Rows rows, int columns) {
    return indexes.computeIfAbsent(new Key(rows, columns), this::add);
  }

  private int add(Key key) {
    Input input = new Input(key.rows(), key.columns(), elements);
    elements += input.elements();
    distinct.add(input);
    return distinct.size() - 1;
  }

  /** The input of a product, which must count. */
  public Input of(int product) {
    return distinct.get(ofProduct[product]);
  }

  /** Elements of all inputs. */
  public long elements() {
    return elements;
  }

  /** Takes in all rows, in parallel if they are many. */
  public void takeAll(WorkerPool pool, Taker taker) {
    List<Runnable> tasks = new ArrayList<>();
    for (Input input : distinct) {
      int step = Math.max(1, ELEMENTS_PER_TASK / input.columns());
      for (int first = 0; first < input.rows().count(); first += step) {
        int from = first;
        int count = Math.min(step, input.rows().count() - first);
        tasks.add(() -> taker.take(input, from, count));
      }
    }
    if (elements <= ELEMENTS_PER_TASK) {
      tasks.forEach(Runnable::run);
    } else {
      pool.run(tasks.size(), (worker, task) -> tasks.get(task).run());
    }
  }
}
