package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.testing.RandomModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An architecture that only a provider in the test tree knows. */
class ArchitecturesTest {
  private final Path llama;
  private final Path toy;

  ArchitecturesTest(@TempDir Path folder) {
    this.llama = folder.resolve("llama.gguf");
    this.toy = folder.resolve("toy.gguf");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aToyGivesTheLogitsOfTheSameWeightsUnderLlama(int experts) {
    RandomModel model = RandomModel.mixtral().experts(experts, experts / 2);
    model.write(llama);
    model.architecture(ToyArchitecture.TOY).write(toy);

    try (GgufFile file = GgufFile.open(toy)) {
      assertThat(Architectures.of(file)).isEqualTo(ToyArchitecture.TOY);
      assertThat(file.metadata().values().keySet()).noneMatch(key -> key.startsWith("llama."));
      assertThat(file.hasTensor("token_embd.weight")).isFalse();
    }
    assertThat(LogitsDigest.of(toy)).isEqualTo(LogitsDigest.of(llama));
  }

  @Test
  void aTensorThatIsNotOptionalIsRequired() {
    RandomModel model = RandomModel.mixtral().tiedEmbeddings();
    model.write(llama);
    model.architecture(ToyArchitecture.TOY).write(toy);

    assertThat(LogitsDigest.of(llama)).isNotZero();
    assertThatThrownBy(() -> LogitsDigest.of(toy))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot find tensor 'logits.weight' in " + toy);
  }

  @Test
  void noTwoMayHaveOneName() {
    assertThatThrownBy(
            () ->
                Architectures.byName(
                    List.of(
                        new BuiltInArchitectures(),
                        new ToyArchitecture(),
                        () -> List.of(ToyArchitecture.TOY))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot list the architectures: two are called toy. Remove one of their providers.");
  }

  @Test
  void aTensorWithoutANameIsAMistakeInTheArchitecture() {
    Architecture incomplete =
        Architecture.named("incomplete").tensor(TensorRole.QUERY, "query").build();

    assertThat(incomplete.layerTensor(3, TensorRole.QUERY)).isEqualTo("blk.3.query");
    assertThatThrownBy(() -> incomplete.tensor(TensorRole.EMBEDDING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read a model of architecture incomplete: it has no name for the tensor"
                + " EMBEDDING. Add it to the architecture.");
  }
}
