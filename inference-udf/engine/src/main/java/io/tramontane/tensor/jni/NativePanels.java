package io.tramontane.tensor.jni;

import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.FloatPanels;
import io.tramontane.tensor.Inputs;
import io.tramontane.tensor.Int8Panels;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.Operands;
import io.tramontane.tensor.PanelKernel;
import io.tramontane.tensor.Rows;
import io.tramontane.tensor.WeightMatrix;
import io.tramontane.tensor.WorkerPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Products of quantized weights in native code, with the same results to the bit as {@link
 * FloatPanels} or {@link Int8Panels}. Other weights are multiplied by the former.
 *
 * <p>Weights are read where they are mapped. Inputs lie outside the Java heap, as they are or
 * quantized. All sizes are checked here.
 */
public final class NativePanels implements PanelKernel {
  private static final int BLOCK = Int8Panels.BLOCK;
  private static final int SUM = 16;
  private static final int ALIGNMENT = 64;

  private final int level;
  private final Arithmetic arithmetic;
  private final FloatPanels others;
  private final ByteBuffer[] scratches;
  private List<Operands> operands = List.of();
  private Inputs inputs = Inputs.NONE;
  private ByteBuffer stored = ByteBuffer.allocateDirect(0);
  private int scales;
  private int sums;

  /**
   * @param kernel multiplies what is not quantized
   */
  NativePanels(NativeLevel level, Arithmetic arithmetic, Kernel kernel, int threads) {
    this.level = level.number();
    this.arithmetic = arithmetic;
    this.others = new FloatPanels(kernel, threads);
    this.scratches = new ByteBuffer[threads];
    Arrays.setAll(scratches, worker -> allocate(NativeProducts.workerBytes()));
  }

  /** At least so many bytes, at an address for whole vectors. */
  private static ByteBuffer allocate(int bytes) {
    // The slice ends at a multiple of the alignment too.
    return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT))
        .alignedSlice(ALIGNMENT)
        .order(ByteOrder.nativeOrder());
  }

  @Override
  public void prepare(List<Operands> newOperands, WorkerPool pool) {
    operands = newOperands;
    others.prepare(newOperands, pool);
    inputs = new Inputs(newOperands, product -> isNative(product.weights()));
    boolean quantizes = arithmetic == Arithmetic.INT8;
    long elements = inputs.elements();
    long values = quantizes ? elements : elements * Float.BYTES;
    long scaleBytes = quantizes ? elements / BLOCK * Float.BYTES : 0;
    long sumBytes = quantizes ? elements / SUM * Integer.BYTES : 0;
    int bytes = Math.toIntExact(values + scaleBytes + sumBytes);
    scales = Math.toIntExact(values);
    sums = Math.toIntExact(values + scaleBytes);
    if (stored.capacity() < bytes) {
      stored = allocate(bytes);
    }
    inputs.takeAll(pool, quantizes ? this::quantizeRows : this::copyRows);
  }

  private static boolean isNative(WeightMatrix weights) {
    return weights.format().isQuantized();
  }

  private void copyRows(Inputs.Input input, int first, int count) {
    Rows rows = input.rows();
    for (int row = first; row < first + count; row++) {
      int element = Math.toIntExact(input.firstElement()) + row * input.columns();
      stored
          .asFloatBuffer()
          .put(element, rows.data(), rows.start() + row * rows.stride(), input.columns());
    }
  }

  private void quantizeRows(Inputs.Input input, int first, int count) {
    Rows rows = input.rows();
    for (int row = first; row < first + count; row++) {
      int start = rows.start() + row * rows.stride();
      int element = Math.toIntExact(input.firstElement()) + row * input.columns();
      Objects.checkFromIndexSize(start, input.columns(), rows.data().length);
      checkStored(element, input.columns());
      NativeProducts.quantize(
          level,
          rows.data(),
          start,
          input.columns(),
          stored,
          element,
          scalesAt(element),
          sumsAt(element));
    }
  }

  private int scalesAt(int element) {
    return scales + element / BLOCK * Float.BYTES;
  }

  private int sumsAt(int element) {
    return sums + element / SUM * Integer.BYTES;
  }

  private void checkStored(int element, int count) {
    Objects.checkFromIndexSize(element, count, scales);
    Objects.checkFromIndexSize(sumsAt(element), count / SUM * Integer.BYTES, stored.capacity());
  }

  @Override
  public void multiply(int index, int firstRow, int rows, Rows output, int worker) {
    WeightMatrix weights = operands.get(index).weights();
    if (!isNative(weights)) {
      others.multiply(index, firstRow, rows, output, worker);
      return;
    }
    Inputs.Input input = inputs.of(index);
    Objects.checkFromIndexSize(0, rows, ROWS);
    Objects.checkIndex(output.count(), input.rows().count() + 1);
    int length = (output.count() - 1) * output.stride() + rows;
    Objects.checkFromIndexSize(output.start(), length, output.data().length);
    weights.use(
        firstRow,
        rows,
        (mapped, offset) -> multiply(input, weights, mapped, offset, rows, output, worker));
  }

  private void multiply(
      Inputs.Input input,
      WeightMatrix weights,
      ByteBuffer mapped,
      int offset,
      int rows,
      Rows output,
      int worker) {
    int element = Math.toIntExact(input.firstElement());
    if (arithmetic == Arithmetic.INT8) {
      checkStored(element, input.elements());
      NativeProducts.multiplyInt8(
          level,
          NativeFormat.of(weights.format()),
          mapped,
          offset,
          rows,
          weights.columns(),
          stored,
          element,
          scalesAt(element),
          sumsAt(element),
          output.count(),
          scratches[worker],
          output.data(),
          output.start(),
          output.stride());
    } else {
      Objects.checkFromIndexSize(
          element * Float.BYTES, input.elements() * Float.BYTES, stored.capacity());
      NativeProducts.multiplyFloat32(
          level,
          NativeFormat.of(weights.format()),
          mapped,
          offset,
          rows,
          weights.columns(),
          stored,
          element * Float.BYTES,
          output.count(),
          scratches[worker],
          output.data(),
          output.start(),
          output.stride());
    }
  }
}
