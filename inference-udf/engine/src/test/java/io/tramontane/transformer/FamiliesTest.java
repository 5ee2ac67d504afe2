package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.Bits;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.EveryKernel;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.QuantizedCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tiny models of every architecture that the engine has, against the results of transformers in
 * float64 in the reference set that {@code -Dfamilies.dir} names.
 */
class FamiliesTest {
  private static final double INT8_MEDIAN = 4e-2;
  private static final String FOLDER = System.getProperty("families.dir", "");
  private static final List<String> KNOWN =
      List.of("llama", "mistral3", "mixtral", "qwen", "olmoe", "granite", "gpt-oss");

  private final Path folder;

  FamiliesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void requireReferenceSet() {
    assumeTrue(
        !FOLDER.isEmpty(),
        "families.dir is not set: the reference results are not on this machine");
  }

  static Stream<LogitsReference> models() throws IOException {
    if (FOLDER.isEmpty()) {
      return Stream.of(LogitsReference.NONE);
    }
    List<LogitsReference> references =
        LogitsReference.in(FOLDER)
            .filter(each -> KNOWN.stream().anyMatch(each.toString()::startsWith))
            .toList();
    assertThat(references).hasSize(18);
    return references.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTheReference(LogitsReference reference) {
    reference.assertExact();
  }

  /** Quantized models as they are; of the others copies in Q8_0, against float32 on the copy. */
  @Test
  void int8IsAsNearAsOtherEngines() throws IOException {
    List<Double> errors = new ArrayList<>();
    for (LogitsReference reference : models().toList()) {
      Path quantized = reference.model();
      List<float[]> expected = reference.rows();
      if (!reference.toString().matches(".*-(q|mxfp).*")) {
        quantized = QuantizedCopy.write(reference.model(), folder.resolve("q8_0.gguf"));
        expected = reference.rowsOf(quantized, Arithmetic.FLOAT32);
      }
      List<float[]> rounded = reference.rowsOf(quantized, Arithmetic.INT8);
      errors.addAll(LogitsReference.errors(rounded, expected));
    }

    assertThat(LogitsReference.median(errors)).isLessThan(INT8_MEDIAN);
  }

  /** Alone, a token a step, by plain Java, on one thread; and all at once in every other way. */
  @ParameterizedTest
  @MethodSource("models")
  void hasTheSameBitsHoweverItIsComputed(LogitsReference reference) {
    int[] tokens = Arrays.copyOf(reference.longTokens(), 80);
    try (GgufFile file = GgufFile.open(reference.model());
        WorkerPool single = new WorkerPool(1);
        WorkerPool pool = new WorkerPool(3)) {
      for (Arithmetic arithmetic : Arithmetic.values()) {
        List<float[]> expected =
            rows(
                new Transformer(
                    file, new ComputeSettings(arithmetic, VectorBits.NONE, NativeCode.OFF), single),
                tokens,
                1);
        for (VectorBits bits : EveryKernel.widths()) {
          for (NativeCode nativeCode : NativeCode.values()) {
            Transformer other =
                new Transformer(file, new ComputeSettings(arithmetic, bits, nativeCode), pool);
            List<float[]> actual = rows(other, tokens, tokens.length);
            for (int row = 0; row < tokens.length; row++) {
              Bits.assertSame(actual.get(row), expected.get(row));
            }
          }
        }
      }
    }
  }

  /** The logits after each token, so many tokens a step. */
  private static List<float[]> rows(Transformer model, int[] tokens, int atATime) {
    Sequence sequence =
        Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length));
    List<float[]> rows = new ArrayList<>();
    for (int start = 0; start < tokens.length; start += atATime) {
      int[] next = Arrays.copyOfRange(tokens, start, start + atATime);
      Logits logits =
          model.forward(
              new Step(List.of(TokenSpan.of(sequence, start, next, TokenSpan.Wanted.ALL))));
      IntStream.range(0, logits.count()).mapToObj(logits::row).forEach(rows::add);
    }
    return rows;
  }
}
