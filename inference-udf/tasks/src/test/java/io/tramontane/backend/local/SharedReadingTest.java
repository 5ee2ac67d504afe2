package io.tramontane.backend.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.backend.Outcome;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.generate.EngineSettings;
import io.tramontane.gguf.GgufFile;
import io.tramontane.task.TaskFixtures;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With the embedded model, loaded for this test alone. */
class SharedReadingTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");

  /** More tokens than words, and far fewer than the context. */
  private static final String DOCUMENT =
      Stream.generate(() -> "library").limit(100).collect(Collectors.joining(" "));

  private static final Texts WHO = Texts.of(DOCUMENT + " Who?");
  private static final Texts WHAT = Texts.of(DOCUMENT + " What?");

  /** The keys and values of what was shared stay, for as long as there is room. */
  @Test
  void questionsSubmittedTogetherReadTheirTextOnceAndThoseSubmittedApartEach() {
    try (LocalBackend backend = LocalBackend.open(MODEL, new EngineSettings(1, 77 << 20, 128));
        Session one = backend.open(List.of(TaskFixtures.generate(3)));
        Session both = backend.open(List.of(TaskFixtures.generate(3), TaskFixtures.generate(3)))) {
      Outcome who = one.submit(WHO).join().only();
      Outcome what = one.submit(WHAT).join().only();
      assertThat(backend.stats().kvBytes()).isLessThan(kvBytes(100));

      assertThat(both.submit(List.of(Optional.of(WHO), Optional.of(WHAT))).join().outcomes())
          .containsExactly(who, what);
      assertThat(backend.stats().kvBytes()).isGreaterThanOrEqualTo(kvBytes(100));
    }
  }

  private static long kvBytes(int tokens) {
    try (GgufFile file = GgufFile.open(MODEL)) {
      return KvCache.bytes(HyperParameters.of(file), KvFormat.FLOAT32, tokens);
    }
  }
}
