package io.tramontane.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityTest {
  /** Stacks without the common package, the innermost method first. */
  @ParameterizedTest
  @CsvSource({
    "MATRIX_PRODUCTS, tensor.vector.VectorKernel.tile6x4 tensor.vector.VectorKernel.multiplyAdd tensor.FloatMatrixMultiplier.multiplyPanel tensor.WorkerPool$Run.takeTasks",
    "ATTENTION, tensor.vector.VectorKernel.multiplyAdd transformer.BlockAttention.multiplyByKeys tensor.WorkerPool$Run.takeTasks tensor.WorkerPool.run transformer.Attention.addTo",
    "ATTENTION, transformer.BlockAttention.softmax tensor.WorkerPool.work",
    "MATRIX_PRODUCTS, tensor.vector.VectorKernel.multiplyAdd tensor.WorkerPool.run transformer.Attention.addTo transformer.Transformer.forward generate.Scheduler.runStep",
    "WEIGHT_DECODING, tensor.PackedPanel.setRow tensor.WeightPanel.pack tensor.WeightPanel.decode",
    "WEIGHT_DECODING, tensor.vector.VectorKernel.decode tensor.WeightPanel.decode",
    "MATRIX_PRODUCTS, tensor.FloatMatrixMultiplier.clear tensor.FloatMatrixMultiplier.multiplyPanel",
    "ELEMENT_WISE, tensor.vector.VectorKernel.siluMultiply transformer.FeedForward.lambda$addExperts$0",
    "ELEMENT_WISE, transformer.RopeTable.rotate transformer.Attention.rotateAndStore",
    "ROUTER, transformer.Routing.choose transformer.FeedForward.route",
    "WAITING, tensor.WorkerPool.awaitNext tensor.WorkerPool.work",
    "WAITING, tensor.WorkerPool$Run.awaitDone tensor.WorkerPool.run transformer.Transformer.forward",
    "SAMPLING, tensor.vector.VectorKernel.exponentiate generate.ActiveLabels.logSum",
    "TOKENIZER, tokenizer.PairMerger.merge prompt.PromptEncoder.encode",
    "OTHER, generate.Scheduler.runStep"
  })
  void isJudgedFromTheStack(Activity expected, String stack) {
    assertThat(Activity.of(own(stack))).isEqualTo(expected);
  }

  private static List<String> own(String stack) {
    Stream<String> methods =
        Pattern.compile(" ").splitAsStream(stack).map("io.tramontane."::concat);
    return Stream.of(
            Stream.of("jdk.incubator.vector.FloatVector.fma"),
            methods,
            Stream.of("java.lang.Thread.run"))
        .flatMap(frames -> frames)
        .toList();
  }
}
