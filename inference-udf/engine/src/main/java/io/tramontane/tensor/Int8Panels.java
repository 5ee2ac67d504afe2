package io.tramontane.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Products in int8 arithmetic, defined to the bit.
 *
 * <p>Each row of an input is cut into blocks of {@value #BLOCK} elements. With m the largest
 * magnitude in a block, its scale is {@code m / 127} and an element x becomes the integer {@code
 * rint(x * (127 / m))}, each operation rounded to float32. A block with m below {@link #SMALLEST}
 * has the scale 0 and integers 0; one with an infinite element or NaN has the scale NaN and
 * integers 0, so that all its results are NaN.
 *
 * <p>Weights are integers under scales and, in some formats, minimums, as {@link WeightFormat}
 * defines them, here without the value that stands for zero. An element of an output starts at zero
 * and, for each of the weights' sub-blocks in ascending order, becomes {@code fma(weightScale *
 * inputScale, dot, element)}, then, in formats with minimums, {@code fma(minimum, inputScale * sum,
 * element)}, where dot is the sub-block's product of integers and sum the sum of the input's. Both
 * are exact, in any order: they are below 2²⁴ and thus float32 numbers too.
 *
 * <p>This is that definition in portable Java: the integers are kept as floats, and the {@link
 * Kernel}'s float32 product, which is exact here, multiplies them. Weights without integers are
 * multiplied in float32.
 */
public final class Int8Panels implements PanelKernel {
  /** Elements of an input under one scale. */
  public static final int BLOCK = 32;

  /** A block of smaller magnitudes counts as zeros, so that {@code 127 / m} is finite. */
  static final float SMALLEST = 0x1p-100f;

  /** The largest integer. */
  private static final float LARGEST = 127f;

  /** Elements under one sum: the shortest sub-block of weights. */
  private static final int SUM = PackedPanel.SHORTEST_SUB_BLOCK;

  private static final int PANEL = PanelKernel.ROWS;

  /** Rows of an input whose products stay in the L1 cache until they are scaled. */
  private static final int ROWS_AT_A_TIME = 48;

  private final Kernel kernel;
  private final FloatPanels floats;
  private final Scratch[] scratches;
  private List<Operands> operands = List.of();
  private Inputs inputs = Inputs.NONE;
  private float[] integers = {};
  private float[] scales = {};
  private float[] sums = {};

  public Int8Panels(Kernel kernel, int threads) {
    this.kernel = kernel;
    this.floats = new FloatPanels(kernel, threads);
    this.scratches = new Scratch[threads];
    Arrays.setAll(scratches, worker -> new Scratch(kernel));
  }

  @Override
  public void prepare(List<Operands> newOperands, WorkerPool pool) {
    operands = newOperands;
    floats.prepare(newOperands, pool);
    inputs = new Inputs(newOperands, product -> product.weights().format().isQuantized());
    int elements = Math.toIntExact(inputs.elements());
    if (integers.length < elements) {
      integers = new float[elements];
      scales = new float[elements / BLOCK];
      sums = new float[elements / SUM];
    }
    inputs.takeAll(pool, this::quantizeRows);
  }

  private void quantizeRows(Inputs.Input input, int first, int count) {
    Rows rows = input.rows();
    for (int row = first; row < first + count; row++) {
      int from = rows.start() + row * rows.stride();
      int to = Math.toIntExact(input.firstElement()) + row * input.columns();
      for (int column = 0; column < input.columns(); column += BLOCK) {
        quantizeBlock(rows.data(), from + column, to + column);
      }
    }
  }

  private void quantizeBlock(float[] data, int from, int to) {
    float largest = 0;
    for (int i = 0; i < BLOCK; i++) {
      largest = Math.max(largest, Math.abs(data[from + i]));
    }
    boolean finite = largest <= Float.MAX_VALUE;
    boolean zero = !finite || largest < SMALLEST;
    float factor = zero ? 0 : LARGEST / largest;
    for (int i = 0; i < BLOCK; i++) {
      integers[to + i] = zero ? 0 : (float) Math.rint(data[from + i] * factor);
    }
    scales[to / BLOCK] = finite ? (zero ? 0 : largest / LARGEST) : Float.NaN;
    for (int start = to; start < to + BLOCK; start += SUM) {
      float sum = 0;
      for (int i = start; i < start + SUM; i++) {
        sum += integers[i];
      }
      sums[start / SUM] = sum;
    }
  }

  @Override
  public void multiply(int index, int firstRow, int rows, Rows output, int worker) {
    WeightMatrix weights = operands.get(index).weights();
    if (!weights.format().isQuantized()) {
      floats.multiply(index, firstRow, rows, output, worker);
      return;
    }
    Inputs.Input input = inputs.of(index);
    Scratch scratch = scratches[worker];
    Rows sums = scratch.outputs(output.count());
    scratch.panel.decodeIntegers(
        weights,
        firstRow,
        rows,
        (column, depth) -> addRun(weights, input, column, depth, scratch, sums));
    for (int row = 0; row < output.count(); row++) {
      int to = output.start() + row * output.stride();
      System.arraycopy(sums.data(), row * PANEL, output.data(), to, rows);
    }
  }

  /** Adds the products with one run of decoded columns. */
  private void addRun(
      WeightMatrix weights,
      Inputs.Input input,
      int column,
      int depth,
      Scratch scratch,
      Rows output) {
    int length = weights.format().subBlockLength();
    for (int first = 0; first < output.count(); first += ROWS_AT_A_TIME) {
      int count = Math.min(ROWS_AT_A_TIME, output.count() - first);
      for (int k = 0; k < depth; k += length) {
        int element = Math.toIntExact(input.firstElement()) + first * input.columns() + column + k;
        Arrays.fill(scratch.dots, 0, count * PANEL, 0f);
        kernel.multiplyAdd(
            count,
            PANEL,
            length,
            integers,
            element,
            input.columns(),
            scratch.panel.values(),
            k * PANEL,
            PANEL,
            scratch.dots,
            0,
            PANEL);
        for (int row = 0; row < count; row++) {
          int to = (first + row) * PANEL;
          int block = element + row * input.columns();
          addScaled(weights.format(), k / length * PANEL, block, scratch, row * PANEL, output, to);
        }
      }
    }
  }

  /** Scales a sub-block's products of one input row, and adds them and the minimums. */
  private void addScaled(
      WeightFormat format, int sub, int element, Scratch scratch, int dot, Rows output, int to) {
    float scale = scales[element / BLOCK];
    kernel.addScaledProducts(
        scratch.panel.scales(), sub, scale, scratch.dots, dot, output.data(), to, PANEL);
    if (format.minimum() != null) {
      float sum = sums[element / SUM];
      if (format.subBlockLength() > SUM) {
        sum += sums[element / SUM + 1];
      }
      kernel.addScaled(scratch.panel.minimums(), sub, scale * sum, output.data(), to, PANEL);
    }
  }

  /** One worker's buffers. */
  private static final class Scratch {
    final WeightPanel panel;
    final float[] dots = new float[ROWS_AT_A_TIME * PANEL];
    private float[] outputs = {};

    Scratch(Kernel kernel) {
      this.panel = new WeightPanel(kernel);
    }

    /** Zeros. */
    Rows outputs(int count) {
      if (outputs.length < count * PANEL) {
        outputs = new float[count * PANEL];
      }
      Arrays.fill(outputs, 0, count * PANEL, 0f);
      return Rows.of(outputs, PANEL, count);
    }
  }
}
