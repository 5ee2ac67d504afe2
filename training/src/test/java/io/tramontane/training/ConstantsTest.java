package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantsTest {
  private static final int FACTORS = 200;

  /** What Java's garbage collector gave back is written over, so that a late reader would see. */
  @Test
  void aFactorIsThereForTheGradientAfterAGarbageCollection() throws InterruptedException {
    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager();
        NDScope scope = new NDScope();
        GradientCollector collector =
            Engine.getEngine(TrainCommand.ENGINE).newGradientCollector()) {
      scope.suppressNotUsedWarning();
      NDArray x = manager.create(new float[] {1}, new Shape(1));
      x.setRequiresGradient(true);
      NDArray sum = manager.create(0f);
      for (int factor = 1; factor <= FACTORS; factor++) {
        sum = sum.add(Constants.times(x, factor).sum());
      }
      List<ByteBuffer> others = overwriteFreedMemory();
      collector.backward(sum);

      assertThat(x.getGradient().toFloatArray()).containsExactly(FACTORS * (FACTORS + 1) / 2f);
      assertThat(others).isNotEmpty();
    }
  }

  private static List<ByteBuffer> overwriteFreedMemory() throws InterruptedException {
    System.gc();
    // Direct buffers are freed by a thread that runs after the collection.
    Thread.sleep(200);
    List<ByteBuffer> others = new ArrayList<>();
    for (int i = 0; i < 100 * FACTORS; i++) {
      others.add(ByteBuffer.allocateDirect(Float.BYTES).putInt(0, -1));
    }
    return others;
  }
}
