package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.tensor.Arithmetic;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logits, argmax and greedy ids of every weight format against llama.cpp's float32 results in the
 * reference set that {@code -Dparity.dir} names.
 */
class ParityTest {
  private static final double INT8_TOLERANCE = 4e-2;
  private static final String FOLDER = System.getProperty("parity.dir", "");

  @BeforeEach
  void requireReferenceSet() {
    assumeTrue(
        !FOLDER.isEmpty(), "parity.dir is not set: the reference results are not on this machine");
  }

  static Stream<LogitsReference> models() throws IOException {
    if (FOLDER.isEmpty()) {
      // One test, which is then skipped and says why.
      return Stream.of(LogitsReference.NONE);
    }
    List<LogitsReference> references = LogitsReference.in(FOLDER).toList();
    assertThat(references).hasSize(17);
    return references.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTheReference(LogitsReference reference) {
    reference.assertExact();
  }

  /**
   * What llama.cpp, which rounds activations to 8 bits too, is away from the same logits at most.
   */
  @ParameterizedTest
  @MethodSource("models")
  void int8IsAsNearToTheReferenceAsOtherEngines(LogitsReference reference) {
    List<float[]> rounded = reference.rowsOf(reference.model(), Arithmetic.INT8);

    assertThat(LogitsReference.errors(rounded, reference.rows()))
        .allSatisfy(error -> assertThat(error).isLessThan(INT8_TOLERANCE));
  }
}
