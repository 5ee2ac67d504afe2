package io.tramontane.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WeightMatrix;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomModelTest {
  private static final HyperParameters SIZES = ModelShape.TINY.sizes();

  private final Path folder;

  RandomModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q4_0", "Q8_0", "Q4_K", "Q6_K"})
  void isAModelThatTheEngineRuns(TensorType format) throws IOException {
    try (GgufFile file = GgufFile.open(write("m.gguf", format, 1));
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      assertThat(model.sizes()).isEqualTo(SIZES);
      assertThat(file.tensor("output.weight").type()).isEqualTo(format);

      int[] tokens = IntStream.range(300, 340).toArray();
      Sequence sequence = Sequence.of(KvCache.forOneStep(SIZES, KvFormat.FLOAT32, tokens.length));
      Logits logits =
          model.forward(new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
      double[] values = new double[tokens.length * SIZES.vocabulary()];
      for (int i = 0; i < values.length; i++) {
        values[i] = logits.values()[i];
      }
      // The last norm leaves rows of deviation 1, and the output matrix has 0.7 / sqrt(columns).
      assertThat(deviation(values)).isCloseTo(0.7, within(0.1));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q4_0", "Q8_0", "Q4_K", "Q6_K", "MXFP4"})
  void weightsHaveTheWantedDeviation(TensorType format) throws IOException {
    try (GgufFile file = GgufFile.open(write("m.gguf", format, 1))) {
      int rows = SIZES.experts() * SIZES.feedForward();
      WeightMatrix matrix = new WeightMatrix(file.tensor("blk.1.ffn_up_exps.weight"), 0, rows);
      float[] weights = new float[rows * SIZES.width()];
      for (int row = 0; row < rows; row++) {
        matrix.readRow(row, weights, row * SIZES.width());
      }
      double[] values = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray();
      double wanted = 0.7 / Math.sqrt(SIZES.width());
      assertThat(deviation(values)).isCloseTo(wanted, within(0.01 * wanted));
    }
  }

  @ParameterizedTest
  @CsvSource({"TINY_NEMO, Q4_K", "TINY_QWEN3_MOE, Q4_K", "TINY_GPT_OSS, MXFP4"})
  void everyShapeIsAModelThatTheEngineReads(ModelShape shape, TensorType format)
      throws IOException {
    Path path = folder.resolve("m.gguf");
    new RandomModel(shape, format, 1).write(path);
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(1)) {
      ComputeSettings settings = ComputeSettings.fastest(Arithmetic.INT8);
      assertThat(new Transformer(file, settings, pool).sizes()).isEqualTo(shape.sizes());
    }
  }

  @Test
  void theSeedDeterminesTheFile() throws IOException {
    Path first = write("a.gguf", TensorType.Q4_K, 1);
    assertThat(write("b.gguf", TensorType.Q4_K, 1)).hasSameBinaryContentAs(first);
    assertThat(Files.mismatch(write("c.gguf", TensorType.Q4_K, 2), first)).isNotNegative();
  }

  @Test
  void itsTokenizerKnowsWordsAndAnyOtherText() throws IOException {
    RandomModel model = new RandomModel(ModelShape.TINY, TensorType.Q4_0, 1);
    Path path = folder.resolve("t.gguf");
    model.write(path);
    try (GgufFile file = GgufFile.open(path)) {
      Tokenizer tokenizer = Tokenizer.from(file.metadata());
      assertThat(tokenizer.vocabularySize()).isEqualTo(SIZES.vocabulary());
      assertThat(tokenizer.encode("ba de")).hasSize(2);
      String text = "[INST] Was ist das? 東京 [/INST]";
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void aDenseOneHasAByteLevelTokenizer() throws IOException {
    Path path = folder.resolve("n.gguf");
    new RandomModel(ModelShape.TINY_NEMO, TensorType.Q4_0, 1).write(path);
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      assertThat(model.sizes()).isEqualTo(ModelShape.TINY_NEMO.sizes());
      Tokenizer tokenizer = Tokenizer.from(file.metadata());
      assertThat(tokenizer.encode("daba de daba")).hasSize(4);
      String text = "[INST] Was ist das? 東京 [/INST]";
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void refusesAFormatThatItCannotMake() {
    assertThatThrownBy(() -> new RandomModel(ModelShape.TINY, TensorType.Q2_K, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot make random weights in Q2_K: only F32, F16, Q4_0, Q8_0, Q4_K, Q6_K and MXFP4 are supported. Choose one of them.");
  }

  private Path write(String name, TensorType format, long seed) throws IOException {
    Path path = folder.resolve(name);
    new RandomModel(ModelShape.TINY, format, seed).write(path);
    return path;
  }

  private static double deviation(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
