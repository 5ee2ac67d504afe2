package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.Damage;
import io.tramontane.gguf.TensorType;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged model is refused, or it answers, right or wrong or that it is damaged. */
class DamagedModelTest {
  private static final int MUTATIONS = 400;

  /** Magic number, metadata and tensors' names and places. */
  private static final int HEADER_BYTES = 9_000;

  private final Path path;

  DamagedModelTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void opensAndAnswersOrIsRefused(long seed) {
    assertTimeoutPreemptively(Duration.ofMinutes(3), () -> damageAndUse(seed));
  }

  private void damageAndUse(long seed) throws Exception {
    byte[] whole = whole();
    Damage damage = new Damage(seed);
    int used = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(path, damage.of(whole, HEADER_BYTES));
      try (InferenceEngine engine = InferenceEngine.open(path, Requests.settings(1, 8 << 20, 64))) {
        use(engine);
        used++;
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageStartingWith("Cannot ");
      }
    }
    assertThat(used).as("files that opened though damaged").isBetween(1, MUTATIONS - 1);
  }

  private byte[] whole() throws IOException {
    return Files.readAllBytes(
        RandomModel.mixtral(TensorType.Q8_0).layers(1).feedForward(32).write(path));
  }

  private static void use(InferenceEngine engine) throws Exception {
    String text = "ba de fi \u0000 \ud83d\ude00 \ud83d <s> \u2581";
    assertThat(engine.tokenizer().decode(engine.tokenizer().encode(text))).isNotNull();
    List<InferenceRequest> requests =
        List.of(
            Requests.sampled(Requests.shared(5, Requests.tokens(1, 20)), 3, new Sampling(1, 1, 1)),
            Requests.greedy(Requests.prompt(Requests.tokens(2, 20)), 3),
            Requests.labels(
                Requests.shared(5, Requests.tokens(1, 20)), new int[] {270, 5}, new int[] {271}));
    for (InferenceRequest request : requests) {
      assertThat(engine.submit(request).get(60, TimeUnit.SECONDS))
          .isInstanceOfAny(CompletionResult.class, LabelResult.class, FailedResult.class);
    }
  }
}
