package io.tramontane.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.config.EngineConfig;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.prompt.Truncation;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final ModelIdentity MODEL = new ModelIdentity("m", "d1");
  private static final List<String> LABELS = List.of("a", "b");

  private static final EngineConfig ENGINE = engine(KvFormat.FLOAT32, Arithmetic.FLOAT32);

  private final Fingerprint classify = Fingerprint.of(MODEL, classify(LABELS, 60, 0), ENGINE);

  @Test
  void theDigestIsOverCanonicalJson() {
    Fingerprint fingerprint = new Fingerprint(new TreeMap<>(Map.of("b", "1\n\"é", "a", "[]")));

    // printf '%s' '{"a":"[]","b":"1\n\"é"}' | sha256sum
    assertThat(fingerprint.digest())
        .isEqualTo("c66d73172a5b243df2660a723e72ab6ef0ad546e1c1509892d7a365c95052ebe");
  }

  @Test
  void whatDeterminesTheOutputIsInIt() {
    assertThat(
            Fingerprint.of(new ModelIdentity("m", "d2"), classify(LABELS, 60, 0), ENGINE)
                .differencesFrom(classify.parts()))
        .containsExactly("model: d2, before d1");
    assertThat(
            Fingerprint.of(MODEL, classify(List.of("b", "a"), 60, 0), ENGINE)
                .differencesFrom(classify.parts()))
        .containsExactly("labels: [\"b\",\"a\"], before [\"a\",\"b\"]");

    assertThat(
            Fingerprint.of(
                    MODEL, classify(LABELS, 60, 0), engine(KvFormat.BFLOAT16, Arithmetic.FLOAT32))
                .differencesFrom(classify.parts()))
        .containsExactly("arithmetic: float32, KV cache in bfloat16, before float32");
    assertThat(
            Fingerprint.of(
                    MODEL, classify(LABELS, 60, 0), engine(KvFormat.FLOAT32, Arithmetic.INT8))
                .differencesFrom(classify.parts()))
        .containsExactly("arithmetic: int8, before float32");

    Fingerprint summarize = Fingerprint.of(MODEL, task(TaskType.SUMMARIZE, LABELS, 60, 0), ENGINE);
    assertThat(
            Fingerprint.of(MODEL, task(TaskType.SUMMARIZE, LABELS, 61, 1), ENGINE)
                .differencesFrom(summarize.parts()))
        .containsExactly("max-words: 61, before 60", "seed: 1, before 0");
    assertThat(summarize.differencesFrom(classify.parts()))
        .contains("labels: null, before [\"a\",\"b\"]", "task: summarize, before classify");
  }

  @Test
  void howFastTheEngineComputesIsNot() {
    EngineConfig other =
        new EngineConfig(
            3, 2 << 20, KvFormat.FLOAT32, 9, Arithmetic.FLOAT32, VectorBits.NONE, NativeCode.OFF);

    assertThat(Fingerprint.of(MODEL, classify(LABELS, 60, 0), other)).isEqualTo(classify);
  }

  @Test
  void whatTheTaskDoesNotUseIsNot() {
    assertThat(Fingerprint.of(MODEL, classify(LABELS, 61, 9), ENGINE)).isEqualTo(classify);
    assertThat(Fingerprint.of(new ModelIdentity("renamed", "d1"), classify(LABELS, 60, 0), ENGINE))
        .isEqualTo(classify);
  }

  private static EngineConfig engine(KvFormat kvCache, Arithmetic arithmetic) {
    return new EngineConfig(
        null, 1 << 20, kvCache, 1, arithmetic, VectorBits.AUTO, NativeCode.AUTO);
  }

  private static TaskConfig classify(List<String> labels, int maxWords, long seed) {
    return task(TaskType.CLASSIFY, labels, maxWords, seed);
  }

  private static TaskConfig task(TaskType type, List<String> labels, int maxWords, long seed) {
    return new TaskConfig(
        type,
        new TaskConfig.Summarize("s {text}", maxWords, 100),
        new TaskConfig.Classify("c {text}", labels),
        Truncation.HEAD,
        null,
        new TaskConfig.Sampling(0, 1, seed),
        List.of());
  }
}
