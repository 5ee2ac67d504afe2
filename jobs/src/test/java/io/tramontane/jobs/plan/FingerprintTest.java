package io.tramontane.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.chat.ChatOptions;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Summarize;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final ModelIdentity MODEL = new ModelIdentity("m", "d1");
  private static final List<String> LABELS = List.of("a", "b");

  private static final EngineSettings ENGINE = engine(KvFormat.FLOAT32, Arithmetic.FLOAT32);

  private final Fingerprint classify = Fingerprint.of(MODEL, classify(LABELS), ENGINE, Map.of());

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
            Fingerprint.of(new ModelIdentity("m", "d2"), classify(LABELS), ENGINE, Map.of())
                .differencesFrom(classify.parts()))
        .containsExactly("model: d2, before d1");
    assertThat(
            Fingerprint.of(MODEL, classify(List.of("b", "a")), ENGINE, Map.of())
                .differencesFrom(classify.parts()))
        .containsExactly("labels: [\"b\",\"a\"], before [\"a\",\"b\"]");

    assertThat(
            Fingerprint.of(
                    MODEL,
                    classify(LABELS),
                    engine(KvFormat.BFLOAT16, Arithmetic.FLOAT32),
                    Map.of())
                .differencesFrom(classify.parts()))
        .containsExactly("arithmetic: float32, KV cache in bfloat16, before float32");
    assertThat(
            Fingerprint.of(
                    MODEL, classify(LABELS), engine(KvFormat.FLOAT32, Arithmetic.INT8), Map.of())
                .differencesFrom(classify.parts()))
        .containsExactly("arithmetic: int8, before float32");

    Fingerprint summarize = Fingerprint.of(MODEL, summarize(60, 0), ENGINE, Map.of());
    assertThat(
            Fingerprint.of(MODEL, summarize(61, 1), ENGINE, Map.of())
                .differencesFrom(summarize.parts()))
        .containsExactly("max-words: 61, before 60", "seed: 1, before 0");
    assertThat(summarize.differencesFrom(classify.parts()))
        .contains("labels: null, before [\"a\",\"b\"]", "task: summarize, before classify");
  }

  @Test
  void thoughtsAreInItWhereTheyAreOn() {
    Map<String, String> values = Classify.values(LABELS);
    Classify thinking =
        new Classify(
            new DocumentPrompt(
                "c {text}", values, Truncation.HEAD, null, new ChatOptions(null, null, 64)),
            LABELS);

    assertThat(Fingerprint.of(MODEL, thinking, ENGINE, Map.of()).differencesFrom(classify.parts()))
        .containsExactly("thinking: 64, before null");
    assertThat(classify.parts()).doesNotContainKey("thinking");
  }

  @Test
  void howFastTheEngineComputesIsNot() {
    EngineSettings other =
        new EngineSettings(
            3,
            2 << 20,
            KvFormat.FLOAT32,
            9,
            new ComputeSettings(Arithmetic.FLOAT32, VectorBits.NONE, NativeCode.OFF),
            5);

    assertThat(Fingerprint.of(MODEL, classify(LABELS), other, Map.of())).isEqualTo(classify);
  }

  @Test
  void theNameOfTheModelIsNot() {
    assertThat(
            Fingerprint.of(new ModelIdentity("renamed", "d1"), classify(LABELS), ENGINE, Map.of()))
        .isEqualTo(classify);
  }

  @Test
  void theColumnsOfOtherTasksAreNot() {
    assertThat(classify.parts().get("schema"))
        .isNotEqualTo(
            Fingerprint.of(MODEL, summarize(60, 0), ENGINE, Map.of()).parts().get("schema"))
        .isEqualTo(
            Long.toHexString(SchemaNormalization.parsingFingerprint64(classify(LABELS).columns())));
  }

  private static EngineSettings engine(KvFormat kvCache, Arithmetic arithmetic) {
    return new EngineSettings(
        null,
        1 << 20,
        kvCache,
        1,
        new ComputeSettings(arithmetic, VectorBits.AUTO, NativeCode.AUTO),
        64L << 20);
  }

  private static Classify classify(List<String> labels) {
    return new Classify(prompt("c {text}", Classify.values(labels)), labels);
  }

  private static Summarize summarize(int maxWords, long seed) {
    return new Summarize(
        prompt("s {text}", Summarize.values(maxWords)),
        maxWords,
        100,
        new Sampling(0, 1, seed),
        List.of());
  }

  private static DocumentPrompt prompt(String template, Map<String, String> values) {
    return new DocumentPrompt(template, values, Truncation.HEAD, null);
  }
}
