package io.tramontane.udf.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.djl.TramontaneModel;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.gguf.GgufFile;
import io.tramontane.prompt.Generate;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.Truncation;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.udf.function.Question.ToModel;
import io.tramontane.udf.model.ModelFile;
import io.tramontane.udf.model.ModelKey;
import io.tramontane.udf.model.ModelLease;
import io.tramontane.udf.model.ModelRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the embedded model, loaded for this test alone. */
class AskerTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");

  /** More tokens than words, and far fewer than the context. */
  private static final String DOCUMENT =
      Stream.generate(() -> "library").limit(100).collect(Collectors.joining(" "));

  private static final ToModel QUESTION =
      new ToModel(
          new PromptSettings(new Generate(3, Sampling.GREEDY, List.of()), Truncation.NONE, 400));

  private final ModelLease lease =
      ModelRegistry.ofThisJvm()
          .lend(
              // A KV memory that no other test asks for: an engine of its own.
              new ModelKey(new ModelFile(MODEL), null, new EngineSettings(1, 77 << 20, 128)),
              Duration.ZERO);

  private final TramontaneModel model = lease.model();

  @AfterEach
  void giveBack() {
    lease.close();
  }

  private static String answer(PendingAnswer pending) throws InterruptedException {
    TextAnswer answer = pending.await(TimeUnit.MINUTES.toMillis(1));
    return ((TextAnswer.Generated) Objects.requireNonNull(answer)).text();
  }

  private static long kvBytes(int tokens) {
    try (GgufFile file = GgufFile.open(MODEL)) {
      return KvCache.bytes(HyperParameters.of(file), KvFormat.FLOAT32, tokens);
    }
  }

  /** The keys and values of what was shared stay, for as long as there is room. */
  @Test
  void questionsAboutOneRowsTextReadItOnceAndThoseOfDifferentRowsEach()
      throws InterruptedException {
    Asker asker = new Asker(model, List.of(QUESTION));
    PendingAnswer whoAlone = asker.row().ask(QUESTION, DOCUMENT + " Who?");
    PendingAnswer whatAlone = asker.row().ask(QUESTION, DOCUMENT + " What?");
    asker.send();
    String toWho = answer(whoAlone);
    String toWhat = answer(whatAlone);
    assertThat(model.stats().kvBytes()).isLessThan(kvBytes(100));

    Asker.Row row = asker.row();
    PendingAnswer who = row.ask(QUESTION, DOCUMENT + " Who?");
    PendingAnswer what = row.ask(QUESTION, DOCUMENT + " What?");
    asker.send();
    assertThat(answer(who)).isEqualTo(toWho);
    assertThat(answer(what)).isEqualTo(toWhat);
    assertThat(model.stats().kvBytes()).isGreaterThanOrEqualTo(kvBytes(100));
  }
}
